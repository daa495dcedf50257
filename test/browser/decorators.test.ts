/** What stands for Lit's decorators in the built file does what they do. */
import { html, LitElement } from 'lit';
import * as lits from 'lit/decorators.js';
import { describe, expect, it } from 'vitest';
import * as smalls from '../../bundle/decorators.js';
import { mount } from './support/mounted.js';

function define({ property, state, query }: typeof smalls | typeof lits, name: string): string {
  class Example extends LitElement {
    @property({ type: Boolean, reflect: true, attribute: 'is-on' }) on = false;
    @property() label = 'one';
    @state() private times = 0;
    @query('p') private readonly paragraph?: HTMLElement;
    #size = 1;

    @property({ attribute: false })
    get size(): number {
      return this.#size;
    }

    set size(size: number) {
      this.#size = size * 2;
    }

    get told(): unknown[] {
      return [this.paragraph?.textContent, this.getAttributeNames().toSorted(), this.size, this.times];
    }

    protected override willUpdate(): void {
      this.times += 1;
    }

    protected override render() {
      return html`<p>${this.label} ${this.on} ${this.size} ${this.times}</p>`;
    }
  }
  customElements.define(name, Example);
  return name;
}

async function lifeOf(name: string): Promise<unknown[]> {
  const element = document.createElement(name) as LitElement & { told: unknown[] };
  const told = [element.told];
  mount(Object.assign(element, { size: 4 }));
  for (const change of [{}, { on: true }, { size: 5, label: 'two' }]) {
    Object.assign(element, change);
    await element.updateComplete;
    told.push(element.told);
  }
  element.removeAttribute('is-on');
  element.setAttribute('label', 'three');
  await element.updateComplete;
  return [...told, element.told];
}

describe('a property in the built file', () => {
  it('is attribute, accessor and state as with the package', async () => {
    const [small, lit] = [await lifeOf(define(smalls, 'small-example')), await lifeOf(define(lits, 'lit-example'))];
    expect(small).toEqual(lit);
    expect(small.at(-1)).toEqual(['three false 10 4', ['label'], 10, 4]);
  });
});
