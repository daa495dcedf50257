// Writes client/elements/icon-shapes/: of Lucide's 2,000 icons, those that the elements draw, a file each, so that each is
// built into the file of who draws it. Lucide itself is 24 MB, which nobody needs at run time.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { icons } from 'lucide';

const NAMES = [
  'Activity',
  'ArrowDown',
  'ArrowUp',
  'Bell',
  'Camera',
  'Check',
  'CheckCheck',
  'CircleAlert',
  'Clock',
  'Copy',
  'Download',
  'Ellipsis',
  'File',
  'FileUp',
  'Info',
  'Keyboard',
  'ListChecks',
  'Maximize',
  'MessageCircle',
  'Mic',
  'MicOff',
  'Minimize',
  'Paperclip',
  'Pause',
  'Phone',
  'PhoneMissed',
  'PhoneOff',
  'PictureInPicture2',
  'Play',
  'ScreenShare',
  'ScreenShareOff',
  'Settings2',
  'Share2',
  'SwitchCamera',
  'User',
  'Video',
  'VideoOff',
  'Volume2',
  'X',
];

const folder = new URL('../client/elements/icon-shapes/', import.meta.url);
const { version, license } = createRequire(import.meta.url)('lucide/package.json');

/** `picture-in-picture-2` of `PictureInPicture2`. */
const fileOf = (name) => `${name.replace(/(?<=[a-z])(?=[A-Z\d])/g, '-').toLowerCase()}.ts`;

const tagOf = ([name, attributes]) =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ')}/>`;

function textOf(name) {
  if (!icons[name]) throw new Error(`lucide ${version} has no icon ${name}`);
  return `/** @license lucide v${version}, ${license}: dist/cdn/licenses.md has the full text. */
// Written by scripts/icons.mjs, which has the list.
import { svg, type SVGTemplateResult } from 'lit';

export const ${name} = (): SVGTemplateResult => svg\`${icons[name].map(tagOf).join('')}\`;
`;
}

// A file that stays as it is wakes nobody who watches it.
function write(name) {
  const [file, text] = [new URL(fileOf(name), folder), textOf(name)];
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (!NAMES.some((name) => fileOf(name) === file)) rmSync(new URL(file, folder));
for (const name of NAMES) write(name);
