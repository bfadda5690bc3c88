import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { shippedLanguage } from '../../src/explain/shipped.js';
import { compileSpellings, inEnglish, literalOf } from '../../src/explain/spellings.js';

it.each([
  ['{1}: not found', '{1}: introuvable', 'introuvable'],
  ['{1}: error while reading {2}', '{1} : erreur {2} pendant la lecture', 'pendant la lecture'],
  ["cannot find '{1}'", "'{1}' est introuvable", 'est introuvable'],
])('%s is searched for as the longest text of %s', (message, written, literal) => {
  expect(literalOf(message, written)).toBe(literal);
});

const cause = (log: string) => explainText(log).diagnoses[0]?.cause;

describe('a message in another language', () => {
  it('is no part of a longer word', () => {
    expect(explainText('make: *** [Makefile:2: all] Error 127\n').diagnoses[0]?.excerpt).toMatch(/Error 127$/);
    expect(cause('make: *** [Makefile:2: all] Erro 127\n')).toBe('program-missing');
    expect(cause('make: *** [Makefile:2: all] Error 127\n')).toBe('program-missing');
  });

  it.each([
    ['cs', 'cp: chyba zápisu: Na zařízení není volné místo', 'disk-full'],
    ['de', 'cc: Schreibfehler: Auf dem Gerät ist kein Speicherplatz mehr verfügbar', 'disk-full'],
    ['es', 'cp: error al escribir: No queda espacio en el dispositivo', 'disk-full'],
    ['fr', 'cp: erreur: Aucun espace disponible sur le périphérique', 'disk-full'],
    ['ja', 'cp: 書き込みエラー: デバイスに空き領域がありません', 'disk-full'],
    ['ko', 'cp: 쓰기 오류: 장치에 남은 공간이 없음', 'disk-full'],
    ['pl', 'cp: błąd zapisu: Brak miejsca na urządzeniu', 'disk-full'],
    ['pt_BR', 'cp: erro: Não há espaço disponível no dispositivo', 'disk-full'],
    ['ru', 'cp: ошибка записи: На устройстве не осталось свободного места', 'disk-full'],
    ['tr', 'cp: yazma hatası: Aygıt üzerinde boş yer yok', 'disk-full'],
    ['uk', 'cp: помилка запису: Недостатньо місця на пристрої', 'disk-full'],
    ['zh_CN', 'cp: 写入错误: 设备上没有空间', 'disk-full'],
    ['musl', 'ld: cannot open a.o: No file descriptors available', 'open-files-limit-hit'],
    ['a symbol alone', 'Error: EMFILE, open /app/a.js', 'open-files-limit-hit'],
    ['fr', 'bash: ligne 3: cmake : commande introuvable', 'cmake-missing'],
    ['it', 'bash: riga 3: cmake: comando non trovato', 'cmake-missing'],
    ['ru', 'bash: строка 3: cmake: команда не найдена', 'cmake-missing'],
    ['fr', '/usr/bin/ld : ne peut pas trouver -lsodium : Aucun fichier ou dossier de ce type', 'missing-static-lib'],
    ['ru', '/usr/bin/ld: невозможно найти -lsodium: Нет такого файла или каталога', 'missing-static-lib'],
  ])('%s: %s', (_, line, expected) => {
    expect(cause(`${line}\n`)).toBe(expected);
  });
});

it('leaves what a tool fills in where it is', () => {
  const table = [{ text: 'cannot find {1}', spellings: ['{1} introuvable', '找不到 {1}'] }];
  const all = compileSpellings(table, 6);
  expect(inEnglish('ld : -lz introuvable', all)).toBe('ld : cannot find -lz');
  expect(inEnglish('ld: 找不到 -lz', all)).toBe('ld: cannot find -lz');
});

it('is made of texts that can be searched for', () => {
  const short = compileSpellings(shippedLanguage.spellings, 6).filter(({ literal }) => Buffer.byteLength(literal) < 5);
  expect(short).toEqual([]);
});
