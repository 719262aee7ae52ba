// Makes the frame of a mail as high as the mail, at every width; without this, the frame is as high as the window and scrolls.
//
// The frame runs no script: its sandbox leaves it its origin alone, so that this one may measure it.

export function fit(frame) {
  const measure = () => {
    const body = frame.contentDocument?.body;
    if (body?.childElementCount) frame.style.blockSize = `${Math.ceil(body.getBoundingClientRect().height)}px`;
  };
  frame.addEventListener("load", measure);
  new ResizeObserver(measure).observe(frame);
  measure();
}

for (const frame of document.querySelectorAll("iframe.letter")) fit(frame);
