/** Takes out of `html` and `css` templates the white space that stands there for those who read the source. */
import MagicString from 'magic-string';
import { parseSync, Visitor, type Plugin } from 'vite';

/** Strings and comments apart from the rules between them. */
const STRINGS = /('[^']*'|"[^"]*")/;

const smallRules = (css: string): string =>
  css
    .replace(/\s+/g, ' ')
    // Not around `+`, `-` and `*`, which need it in `calc`.
    .replace(/ ?([{};,<=>/]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;\}/g, '}')
    .replace(/(?<![\w.])0\.(?=\d)/g, '.');

export const smallCss = (css: string): string =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .split(STRINGS)
    .map((part, index) => (index % 2 === 0 ? smallRules(part) : part))
    .join('');

/** Between words one space stays, as it is drawn; between tags none does where the source breaks the line. */
export const smallHtml = (html: string): string =>
  html
    .replace(/(^|>)\s*\n\s*(?=<|$)/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/ (?=\/?>)/g, '');

const SMALL = new Map([
  ['html', smallHtml],
  ['css', smallCss],
]);

export const smallTemplates: Plugin = {
  name: 'small-templates',
  apply: 'build',
  enforce: 'pre',
  transform: {
    filter: { id: /\/client\/elements\/.+\.ts$/ },
    handler(code, id) {
      const edited = new MagicString(code);
      const visitor = new Visitor({
        TaggedTemplateExpression({ tag, quasi }) {
          const small = tag.type === 'Identifier' ? SMALL.get(tag.name) : undefined;
          if (!small) return;
          for (const { start, end, value } of quasi.quasis)
            if (end > start) edited.overwrite(start, end, small(value.raw));
        },
      });
      visitor.visit(parseSync(id, code, { astType: 'js' }).program);
      return { code: edited.toString(), map: edited.generateMap({ hires: true }) };
    },
  },
};
