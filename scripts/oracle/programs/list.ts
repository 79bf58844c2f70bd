/** The real programs that userspace C is measured with, and where they lie: Debian 12 source packages and what Debian built of them. */

import path from 'node:path';
import { CACHE } from '../cache.ts';

export interface RealProgram {
  /** Debian source package. */
  readonly source: string;
  /** The binary package that is the truth. */
  readonly binary: string;
  /** Below the package's root. */
  readonly executable: string;
  /** Held out: looked at for its totals only. */
  readonly heldOut: boolean;
}

const program = (source: string, binary: string, executable: string, heldOut = false): RealProgram => ({ source, binary, executable, heldOut });

/** Make, CMake, Meson and Autotools; GPL, LGPL, dual and permissive libraries. */
export const PROGRAMS: readonly RealProgram[] = [
  program('abook', 'abook', 'usr/bin/abook'),
  program('bc', 'bc', 'usr/bin/bc'),
  program('dvdbackup', 'dvdbackup', 'usr/bin/dvdbackup'),
  program('gnuplot', 'gnuplot-nox', 'usr/bin/gnuplot-nox'),
  program('htop', 'htop', 'usr/bin/htop'),
  program('mosquitto', 'mosquitto-clients', 'usr/bin/mosquitto_sub'),
  program('mpv', 'mpv', 'usr/bin/mpv'),
  program('nano', 'nano', 'bin/nano'),
  program('network-manager', 'network-manager', 'usr/bin/nmcli'),
  program('socat', 'socat', 'usr/bin/socat'),
  program('sqlite3', 'sqlite3', 'usr/bin/sqlite3'),
  program('tcpdump', 'tcpdump', 'usr/bin/tcpdump'),
  program('units', 'units', 'usr/bin/units'),
  program('weechat', 'weechat-curses', 'usr/bin/weechat-curses'),
  program('zbar', 'zbar-tools', 'usr/bin/zbarimg'),
  program('bluez', 'bluez', 'usr/bin/bluetoothctl', true),
  program('bubblewrap', 'bubblewrap', 'usr/bin/bwrap', true),
  program('calc', 'calc', 'usr/bin/calc', true),
  program('dump1090-mutability', 'dump1090-mutability', 'usr/bin/dump1090-mutability', true),
  program('dvdauthor', 'dvdauthor', 'usr/bin/dvdauthor', true),
  program('ettercap', 'ettercap-text-only', 'usr/bin/ettercap', true),
  program('gawk', 'gawk', 'usr/bin/gawk', true),
  program('mutt', 'mutt', 'usr/bin/mutt', true),
  program('usbutils', 'usbutils', 'usr/bin/lsusb', true),
];

/** Small ones, with little to fetch, that together link GPL and permissive libraries: for each change, beside the whole now and then. */
const SAMPLE: ReadonlySet<string> = new Set(['abook', 'bc', 'dvdbackup']);
export const isInSample = ({ source }: RealProgram): boolean => SAMPLE.has(source);

const HOME = path.join(CACHE, 'programs');

export const APT = path.join(HOME, 'apt');
export const DEBS = path.join(HOME, 'debs');
/** A machine that has the -dev packages and libraries of all of them: headers, libraries, dpkg's database. */
export const SYSTEM = path.join(HOME, 'system');
export const sourceDirectory = ({ source }: RealProgram): string => path.join(HOME, 'sources', source);
export const binaryRoot = ({ binary }: RealProgram): string => path.join(HOME, 'binaries', binary);
