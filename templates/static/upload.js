// A form that sends files: it lists what was chosen, takes what is dropped on it, and shows how far the sending is.
// Without it the browser does all that in its own way.

for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);

function prepare(form) {
  const input = form.elements[form.dataset.upload];
  input.addEventListener("change", () => list(form, input));
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  for (const end of ["dragleave", "drop"]) {
    form.addEventListener(end, (event) => {
      if (!form.contains(event.relatedTarget) || end === "drop") form.classList.remove("dropping");
    });
  }
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    list(form, input);
    input.focus();
  });
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send(form, event.submitter);
  });
}

function size(octets) {
  const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  return `${format.format(Math.max(octets / 1e6, 0.1))} MB`;
}

function objection(form, input, file) {
  if (file.size > Number(input.dataset.largest)) return form.dataset.tooLarge;
  const endings = input.accept.split(",");
  return endings.some((ending) => file.name.toLowerCase().endsWith(ending)) ? "" : form.dataset.otherKind;
}

function list(form, input) {
  const shown = form.querySelector(".chosen-files");
  shown.hidden = !input.files.length;
  shown.replaceChildren(...[...input.files].map((file) => {
    const line = document.createElement("li");
    const against = objection(form, input, file);
    line.textContent = `${file.name}, ${size(file.size)}${against && `: ${against}`}`;
    line.classList.toggle("fault", Boolean(against));
    return line;
  }));
}

/** Send the form, and go where its answer leads; a page that says what was wrong takes the place of this one. */
function send(form, submitter) {
  const request = new XMLHttpRequest();
  const sent = new FormData(form);
  if (submitter?.name) sent.append(submitter.name, submitter.value);
  const [panel, actions] = [form.querySelector(".sending"), form.querySelector(".actions")];
  const [status, bar, stop] = ["[role=status]", "progress", "button"].map((each) => panel.querySelector(each));
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
  const say = (sentence) => {
    if (status.textContent !== sentence) status.textContent = sentence;
  };
  const show = (share) => {
    bar.value = share * 100;
    // Every tenth is enough for those who have it read to them.
    say(share < 1 ? form.dataset.sending.replace("{percent}", percent.format(Math.floor(share * 10) / 10)) : form.dataset.looking);
  };
  const settle = (sentence) => {
    [bar.hidden, stop.hidden, actions.hidden] = [true, true, false];
    say(sentence);
    actions.querySelector("button").focus();
  };
  [panel.hidden, bar.hidden, stop.hidden, actions.hidden] = [false, false, false, true];
  show(0);
  stop.focus();
  stop.onclick = () => request.abort();
  request.upload.onprogress = (event) => show(event.total ? event.loaded / event.total : 0);
  request.upload.onload = () => show(1);
  request.onabort = () => {
    settle("");
    panel.hidden = true;
  };
  request.onerror = () => settle(form.dataset.failed);
  request.onload = () => {
    if (request.status < 400) return location.assign(request.responseURL);
    const main = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    if (!main) return settle(form.dataset.failed);
    document.querySelector("main").replaceWith(document.adoptNode(main));
    for (const each of main.querySelectorAll("form[data-upload]")) prepare(each);
    main.querySelector("[autofocus]")?.focus();
  };
  request.open("POST", form.action);
  request.send(sent);
}
