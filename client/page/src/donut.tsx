/** Shares of a whole as a ring, and the same as a list of buttons: the list is what is read aloud and what is clicked. */

import { arc, pie } from 'd3-shape';
import type { Share } from '../../../server/src/findings/page/tally.ts';
import { counted, grouped } from './words.ts';

interface DonutProps {
  readonly title: string;
  readonly noun: string;
  readonly shares: readonly Share[];
  readonly nameOf: (share: Share) => string;
  readonly classOf: (share: Share, i: number) => string;
  readonly choose: (share: Share) => void;
}

const RADIUS = 60;
const ring = arc<{ startAngle: number; endAngle: number }>().innerRadius(38).outerRadius(RADIUS).cornerRadius(2);
const angles = pie<Share>().sort(null).value(({ count }) => count).padAngle(0.02);

export function Donut({ title, noun, shares, nameOf, classOf, choose }: DonutProps) {
  const whole = shares.reduce((sum, { count }) => sum + count, 0);
  return (
    <section class="card chart" aria-label={title}>
      <h3>{title}</h3>
      <div class="donut">
        <svg viewBox={`${-RADIUS} ${-RADIUS} ${2 * RADIUS} ${2 * RADIUS}`} aria-hidden="true">
          {angles([...shares]).map((part, i) => <path key={part.data.name} class={classOf(part.data, i)} d={ring(part) ?? ''} />)}
          <text class="whole" y="2">{grouped(whole)}</text>
          <text class="noun" y="17">{whole === 1 ? noun : `${noun}s`}</text>
        </svg>
        <ul class="legend">
          {shares.map((share, i) => (
            <li key={share.name}>
              <button type="button" class="link" onClick={() => choose(share)} aria-label={`${nameOf(share)}: ${counted(share.count, noun)}`}>
                <span class={`swatch ${classOf(share, i)}`} aria-hidden="true" />
                <span class="name">{nameOf(share)}</span>
                <b>{grouped(share.count)}</b>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
