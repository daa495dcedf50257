/** Terser over what the bundler has made small: it puts more together. The source maps stay true. */
import { minify } from 'terser';
import type { Plugin } from 'vite';

const OPTIONS = {
  module: true,
  ecma: 2020,
  compress: { passes: 3, keep_fargs: false },
  format: { comments: false },
} as const;

export const smaller: Plugin = {
  name: 'smaller',
  apply: 'build',
  generateBundle: {
    // What is left by all others.
    order: 'post',
    async handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const asset = bundle[`${file.fileName}.map`];
        if (asset?.type !== 'asset') return this.error(`${file.fileName} has no source map`);
        const url = asset.fileName.replace(/^.*\//, '');
        const { code, map } = await minify(file.code, {
          ...OPTIONS,
          sourceMap: { content: String(asset.source), url, includeSources: true },
        });
        if (code === undefined || typeof map !== 'string') return this.error(`${file.fileName} came to nothing`);
        file.code = code;
        asset.source = map;
      }
    },
  },
};
