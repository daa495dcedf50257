/** The scripts of `pages/`: each in one piece, as browsers run it. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export const PAGES = fileURLToPath(new URL('pages/', import.meta.url));

export async function bundled(name: string): Promise<string> {
  const lib = { entry: `${PAGES}${name}.ts`, formats: ['iife' as const], name };
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'es2022', lib },
  });
  const [bundle] = [built].flat();
  if (!bundle || !('output' in bundle)) throw new Error(`pages/${name}.ts could not be built`);
  return bundle.output[0].code;
}
