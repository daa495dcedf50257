/** The tests of parse.ts and of the tab's memory once more, over what stands for Valibot in the built file. */
import { vi } from 'vitest';
import './parse.test.js';
import './tab.test.js';

vi.mock('valibot', () => import('../../bundle/valibot.js'));
