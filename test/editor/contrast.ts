/** The least contrast of text in a page, as WCAG 2.2 counts it, measured on what the browser has computed. */

import type { FrameLocator, Page } from 'playwright-core';

export interface PoorText {
  readonly text: string;
  readonly ratio: number;
  readonly color: string;
  readonly ground: string;
}

/** Texts below 4.5:1, or 3:1 where they are large. Disabled controls are exempt. */
export function poorTexts(page: FrameLocator | Page): Promise<PoorText[]> {
  // Playwright sends the text of a function; as a string, because tests are checked without the types of browsers.
  return page.locator('body').evaluate(new Function('body', MEASURE) as (body: unknown) => PoorText[]);
}

const MEASURE = `
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
    const groundOf = (element) => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) {
        layers.push(rgba(getComputedStyle(at).backgroundColor));
        if (layers.at(-1)[3] === 1) break;
      }
      return layers.reduceRight((ground, layer) => over(layer, ground), matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1]);
    };
    const luminance = ([r, g, b]) => [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
    const found = new Map();
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.data.trim() === '' || !element.checkVisibility() || element.closest('script, style, noscript, .unseen, :disabled')) continue;
      const style = getComputedStyle(element);
      const inDrawing = element.closest('svg') !== null;
      const boxed = element.closest('.node');
      const ground = boxed ? over(rgba(getComputedStyle(boxed.querySelector('.box')).fill), groundOf(element)) : groundOf(element);
      const color = over(rgba(inDrawing ? style.fill : style.color), ground);
      const [light, dark] = [luminance(color), luminance(ground)].sort((a, b) => b - a);
      const ratio = Math.round(100 * (light + 0.05) / (dark + 0.05)) / 100;
      const size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) found.set(inDrawing ? style.fill : style.color, { text: node.data.trim().slice(0, 40), ratio, color: inDrawing ? style.fill : style.color, ground: ground.map(Math.round).join(',') });
    }
    return [...found.values()];
`;
