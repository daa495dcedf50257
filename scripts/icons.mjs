// Writes client/elements/icon-shapes.ts: of Lucide's 2,000 icons, those that the elements draw. Lucide itself is 24 MB,
// which nobody needs at run time.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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

const file = new URL('../client/elements/icon-shapes.ts', import.meta.url);
const { version, license } = createRequire(import.meta.url)('lucide/package.json');

const tagOf = ([name, attributes]) =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ')}/>`;

function exportOf(name) {
  if (!icons[name]) throw new Error(`lucide ${version} has no icon ${name}`);
  return `export const ${name} = (): SVGTemplateResult => svg\`${icons[name].map(tagOf).join('')}\`;`;
}

const text = `/** @license lucide v${version}, ${license}: dist/cdn/licenses.md has the full text. */
// Written by scripts/icons.mjs, which has the list.
import { svg, type SVGTemplateResult } from 'lit';

${NAMES.map(exportOf).join('\n')}
`;

// A file that stays as it is wakes nobody who watches it.
if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
