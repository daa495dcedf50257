/** What stands for a camera and a screen on pictures that can be compared. Each function runs in the page. */

/** A still person, so that pictures can be compared; in the page. */
export function drawnCamera({ hue, portrait }: { hue: number; portrait: boolean }): void {
  const [width, height] = portrait ? [720, 960] : [1280, 720];
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  const draw = (): void => {
    if (!context) return;
    const wall = context.createLinearGradient(0, 0, width, height);
    wall.addColorStop(0, `hsl(${hue} 30% 78%)`);
    wall.addColorStop(1, `hsl(${hue} 24% 58%)`);
    context.fillStyle = wall;
    context.fillRect(0, 0, width, height);
    context.fillStyle = `hsl(${hue + 20} 34% 86%)`;
    context.fillRect(width * 0.08, height * 0.1, width * 0.2, height * 0.36);
    const person = (color: string, x: number, y: number, rx: number, ry: number): void => {
      context.fillStyle = color;
      context.beginPath();
      context.ellipse(width / 2 + x, height * 0.5 + y, rx, ry, 0, 0, 7);
      context.fill();
    };
    const unit = height / 10;
    person('#3a2a22', 0, -0.7 * unit, 1.75 * unit, 2.15 * unit);
    person(`hsl(${hue + 180} 32% 38%)`, 0, 5.2 * unit, 3.6 * unit, 3.6 * unit);
    person('#c98f6b', 0, 1.6 * unit, 0.7 * unit, 1.2 * unit);
    person('#d9a27e', 0, -0.3 * unit, 1.35 * unit, 1.7 * unit);
  };
  setInterval(draw, 50);
  draw();
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = new MediaStream();
    if (constraints?.video) stream.addTrack(canvas.captureStream(20).getVideoTracks()[0] as MediaStreamTrack);
    if (constraints?.audio) {
      const audio = new AudioContext();
      stream.addTrack(audio.createMediaStreamDestination().stream.getAudioTracks()[0] as MediaStreamTrack);
    }
    return stream;
  };
}

/** A page of text as the screen; in the page. */
export function drawnScreen(): void {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 1440, height: 900 });
  const context = canvas.getContext('2d');
  const draw = (): void => {
    if (!context) return;
    context.fillStyle = '#fdfdfb';
    context.fillRect(0, 0, 1440, 900);
    context.fillStyle = '#22303a';
    context.font = '600 44px sans-serif';
    context.fillText('Quarterly report', 96, 130);
    context.fillStyle = '#9aa7ae';
    for (let line = 0; line < 14; line += 1) context.fillRect(96, 190 + line * 46, 1100 - ((line * 137) % 400), 14);
  };
  setInterval(draw, 50);
  draw();
  navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream(10);
}

/** Nothing but a microphone; in the page, after `drawnCamera`. */
export function noCamera(): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (constraints) =>
    constraints?.video ? Promise.reject(new DOMException('none', 'NotFoundError')) : open(constraints);
}

/** The camera ends and is not to be found until `plug`; in the page. */
export function loseCamera(): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
  addEventListener('plug', () => {
    mediaDevices.getUserMedia = open;
    mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  const call = document.querySelector('rtc-call') as unknown as { localStream: MediaStream };
  for (const track of call.localStream.getVideoTracks()) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}
