/** All pictures on one page, those of one scene beside each other. */
import type { Look } from './looks.js';

export interface Picture {
  readonly scene: string;
  readonly look: Look;
  readonly file: string;
}

/** CSS pixels of a picture for one of its page. */
const SCALE = 0.5;

const figure = ({ file, scene, look }: Picture): string =>
  `<figure><a href="${file}"><img src="${file}" alt="${scene}, ${look.name}" loading="lazy" width="${
    look.viewport.width * look.scale * SCALE
  }"></a><figcaption>${look.name}</figcaption></figure>`;

export function contactSheet(pictures: readonly Picture[]): string {
  const scenes = [...new Set(pictures.map(({ scene }) => scene))];
  const rows = scenes.map((scene) => {
    const all = pictures.filter((picture) => picture.scene === scene);
    return `<section><h2>${scene}</h2><div>${all.map(figure).join('\n')}</div></section>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>rtc-call: every state and panel</title>
<style>
body{margin:24px;font:15px/1.4 system-ui;background:#8d9391;color:#111}
h1,h2{font-weight:600;font-size:18px}
section>div{display:flex;flex-wrap:wrap;align-items:start;gap:16px}
figure{margin:0}img{display:block;border-radius:4px}
</style>
<h1>rtc-call: ${pictures.length} pictures</h1>
${rows.join('\n')}
`;
}
