/** A file's name that is too long is cut before its ending, which says what the file is. */
import { cut } from './text.js';

export function cutFileName(name: string, most: number): string {
  const [ending = ''] = (name.length > most && /\.[^.\s]{1,16}$/.exec(name)) || [];
  return cut(name.slice(0, name.length - ending.length), most - ending.length) + ending;
}
