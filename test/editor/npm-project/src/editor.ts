import JSZip from 'jszip';
import { createPool } from 'mariadb';
import { deflate } from 'pako';
import sharp from 'sharp';
import tinymce from 'tinymce';
import type { Editor } from 'tinymce';

export async function start(): Promise<Editor | undefined> {
  const gantt = await import('dhtmlx-gantt');
  const archive = new JSZip().file('night.txt', deflate('lamp'));
  const pool = createPool('mariadb://localhost');
  await sharp(await archive.generateAsync({ type: 'uint8array' })).metadata();
  console.log(gantt, pool);
  return (await tinymce.init({ selector: 'textarea' }))[0];
}
