/** The tests of parse.ts, of parse-data.ts and of the tab's memory once more, over what stands for Valibot in the built file. */
import { vi } from 'vitest';
import './parse.test.js';
import './parse-data.test.js';
import './tab.test.js';

vi.mock('valibot', () => import('../../bundle/valibot.js'));
