// Prints what mailparser reads of each message that is named, one JSON object a line.
const { readFileSync } = require("node:fs");
const { simpleParser } = require("mailparser");

const mailbox = ({ value: [{ name, address }] }) => [name, address];

(async () => {
  for (const file of process.argv.slice(2)) {
    const { subject = "", from, to } = await simpleParser(readFileSync(file));
    console.log(JSON.stringify({ subject, sender: mailbox(from), recipient: mailbox(to) }));
  }
})();
