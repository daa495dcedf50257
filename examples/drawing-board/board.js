// A board that two people draw on together. Every move of the pen crosses at once, on a channel that loses what is late; a
// finished line follows as a message, which arrives whatever happens, and takes the place of its points.

const call = document.querySelector('rtc-call');
const canvas = document.querySelector('canvas');
const form = document.querySelector('form');
const pen = canvas.getContext('2d');

// The room is in the address: whoever opens the same one is there.
call.room = location.hash.slice(1) || crypto.randomUUID();
location.hash = call.room;

/** What is on the board, by the lines' ids: a color, and points as x and y between 0 and 1. */
const lines = new Map();
/** The line that is being drawn here. */
let own = null;

// --- To the other page.

/** Unordered, and nothing is sent twice: a point that is late is worth nothing. */
const moves = await call.openChannel('moves', { ordered: false, maxRetransmits: 0 });

function sendPoint(index, x, y) {
  moves.send(JSON.stringify([own.id, own.color, index, x, y]));
}

function finish() {
  if (!own) return;
  tell({ type: 'line', id: own.id, color: own.color, points: own.points });
  own = null;
}

/** It waits for whoever is away; if somebody else comes instead, or the call ends, nobody has to hear it. */
function tell(message) {
  call.send(message).catch(() => undefined);
}

// --- From the other page.

moves.on('message', (text) => {
  const [id, color, index, x, y] = JSON.parse(text);
  const line = lines.get(id) ?? { color, points: [], done: false };
  if (line.done) return; // It overtook its own end.
  line.points[index] = [x, y];
  lines.set(id, line);
  draw();
});

call.addEventListener('rtc-message', ({ message }) => {
  if (message.type === 'clear') lines.clear();
  if (message.type === 'line') lines.set(message.id, { color: message.color, points: message.points, done: true });
  draw();
});

// After a reload the other page still has all of it.
await call.respond((question) => (question === 'lines?' ? [...lines] : null));
call.addEventListener('rtc-peer-joined', () => void call.request('lines?').then(add, () => undefined));

function add(theirs) {
  for (const [id, line] of theirs ?? []) if (!lines.has(id)) lines.set(id, line);
  draw();
}

// --- The pen.

const at = ({ offsetX, offsetY }) => [offsetX / canvas.clientWidth, offsetY / canvas.clientHeight];

canvas.addEventListener('pointerdown', (event) => {
  canvas.setPointerCapture(event.pointerId);
  own = { id: crypto.randomUUID(), color: new FormData(form).get('color'), points: [], done: false };
  lines.set(own.id, own);
  move(event);
});
canvas.addEventListener('pointermove', (event) => own && move(event));
canvas.addEventListener('pointerup', finish);
canvas.addEventListener('pointercancel', finish);
form.addEventListener('reset', () => {
  lines.clear();
  tell({ type: 'clear' });
  draw();
});

/** A screen draws 60 times a second, a pen may say 120 or 240 times where it is. */
function move(event) {
  const events = event.getCoalescedEvents?.() ?? [];
  for (const each of events.length > 0 ? events : [event]) {
    const [x, y] = at(each);
    sendPoint(own.points.push([x, y]) - 1, x, y);
  }
  draw();
}

// --- The picture.

let frame = 0;

/** Once a frame, however much has come. */
function draw() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    const { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    pen.scale(devicePixelRatio, devicePixelRatio);
    for (const { color, points } of lines.values()) drawLine(color, points, width, height);
  });
}

function drawLine(color, points, width, height) {
  Object.assign(pen, { strokeStyle: color, lineWidth: 3, lineCap: 'round', lineJoin: 'round' });
  pen.beginPath();
  // Points that were lost are no points.
  points.forEach(([x, y]) => pen.lineTo(x * width, y * height));
  pen.stroke();
}

new ResizeObserver(draw).observe(canvas);
