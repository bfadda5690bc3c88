import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

const first = (...lines: string[]) => {
  const { diagnoses, unknown } = explainText(`${lines.join('\n')}\n`);
  const [cause] = diagnoses;
  return cause === undefined
    ? { unknown: unknown[0]?.excerpt }
    : { cause: cause.cause, line: cause.line, general: cause.general ?? false };
};

const cmake = (message: string): string[] => [
  'CMake Error at CMakeLists.txt:223 (message):',
  `  ${message}`,
  '',
  '',
  '-- Configuring incomplete, errors occurred!',
];

describe('a configure that gives up in words of its own', () => {
  it.each([
    [
      'CMake',
      [
        '-- Found PkgConfig: /usr/bin/pkg-config (found version "1.8.1")',
        '-- Could NOT find LibRTLSDR (missing: LibRTLSDR_LIBRARY LibRTLSDR_INCLUDE_DIR)',
        '-- Could NOT find LibUSB (missing: LibUSB_LIBRARY LibUSB_INCLUDE_DIR)',
        ...cmake('Cannot go on without RTL-SDR.'),
      ],
      2,
    ],
    [
      'Autoconf, by a function',
      [
        'checking for pcap_open_live in -lpcap... no',
        'checking for strlcpy... no',
        'configure: error: Please install the PCAP development package',
      ],
      1,
    ],
    [
      'Autoconf, by a header',
      ['checking for wordexp.h... yes', 'checking for zmq.h... no', 'configure: error: ZMQ is required to go on'],
      2,
    ],
    [
      'CMake, by its own package file',
      [
        '-- Could NOT find Leptonica (missing: Leptonica_DIR)',
        ...cmake('Cannot find required library Leptonica.  Quitting!'),
      ],
      1,
    ],
    [
      'Autoconf, in several lines',
      [
        'checking for vorbis.h... no',
        'configure: error:',
        '    Vorbis is required to build this package!',
        '    please see http://www.xiph.org/ for how to',
        '    obtain a copy.',
      ],
      1,
    ],
    [
      'Meson',
      [
        'Run-time dependency libevdev found: NO (tried pkgconfig)',
        '../meson.build:40:2: ERROR: Problem encountered: The driver needs evdev, which was not found',
      ],
      1,
    ],
  ] as const)('misses the library that it looked for in vain: %s', (_, lines, line) => {
    expect(first(...lines)).toEqual({ cause: 'missing-static-lib', line, general: false });
  });

  it.each([
    ['a program', ['checking for gperf... no', 'configure: error: gperf is required']],
    ['a program of CMake', ['-- Could NOT find Swig (missing: Swig_EXECUTABLE)', ...cmake('Swig is required.')]],
    ['another library', ['-- Could NOT find LibUSB (missing: LibUSB_LIBRARY)', ...cmake('SoapySDR was not found.')]],
    ['what was found', ['-- Found LibRTLSDR: /usr/lib/librtlsdr.a', ...cmake('Cannot go on with this LibRTLSDR.')]],
    ['no lack', ['-- Could NOT find FOO (missing: FOO_LIBRARY)', ...cmake('In-source builds of FOO are forbidden.')]],
  ] as const)('tells of no library where the message is about %s', (_, lines) => {
    expect(first(...lines)).not.toMatchObject({ cause: 'missing-static-lib' });
  });
});
