/*
 * Searches bytes for many fixed texts at once, without regard to the case of ASCII letters: the part of multi-search.ts that
 * sees every byte of a log. Built into multi-search.wasm by `node scripts/wasm.mjs`.
 *
 * The bytes are read as words of four. A text of eleven bytes or more holds two whole words in a row wherever it begins,
 * one of seven bytes holds one. Of each text those are taken that are rare, and each pair of words of the log, and each
 * word with the byte before or behind it, is looked up in thin tables of these. Filters by hashes of substrings: R. M. Karp
 * and M. O. Rabin, "Efficient randomized pattern-matching algorithms", IBM J. Res. Dev. 31 (1987); rare parts first: Rust's
 * memchr. The cost of a byte does not grow with the texts.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

enum {
  SHORTEST = 6,
  WORD = 4,
  PAIR = 2 * WORD,
  /* In so many bytes lies a whole word, or a pair of them, wherever they begin. */
  HOLDS_WORD = WORD + 3,
  HOLDS_PAIR = PAIR + 3,
  WORD_BITS = 17,
  PAIR_BITS = 18,
  BUCKET_BITS = 14,
  COUNT_BITS = 16,
  /* The search pauses after so many, and what is noticed at the same place. */
  MATCHES = 4096,
  PAGE = 65536,
};

/* This bit makes ASCII letters caseless; other bytes that it merges are told apart by the caller. */
static const u32 FOLD = 0x20202020;
static const u64 FOLD_PAIR = 0x2020202020202020;

/* Words, alone and the first of a pair: what is not among them is looked up nowhere else. */
static u32 word_flags[1 << (WORD_BITS - 5)];
/* Words with the byte before or behind them. */
static u32 byte_flags[1 << (PAIR_BITS - 5)];
static u32 pair_flags[1 << (PAIR_BITS - 5)];
/* How often words stand in the sample, by their shortened hash. */
static u32 counts[1 << COUNT_BITS];

typedef struct {
  u32 at, length;
} Text;
static Text *texts;
static u32 text_count;
/* For each text, whether its matches are only counted. */
static u8 *muted;

/*
 * Where texts hold something: those whose hashes share a bucket lie together. With each, eight bytes of the text around it and
 * which of them count, so that few texts are compared byte by byte.
 */
typedef struct {
  u64 window, mask;
  u32 text, offset;
} Place;
typedef struct {
  u32 starts[(1 << BUCKET_BITS) + 1];
  Place *places;
} Places;
static Places words, threes, pairs;
/* Before they are in their buckets, with their hashes. */
typedef struct {
  u32 hash, text, offset;
} Found;
static Found *found_words, *found_threes, *found_pairs;
static u32 word_count, three_count, pair_count;

/* Of a search: where to go on, matches that were only counted, and what it cost: words looked up and texts compared. */
static struct {
  u32 next, muted, work;
} result;
typedef struct {
  u32 text, offset;
} Match;
static Match *matches;

static u32 load(u32 at) {
  u32 word;
  __builtin_memcpy(&word, (const void *)at, WORD);
  return word | FOLD;
}
static u64 load_pair(u32 at) {
  u64 pair;
  __builtin_memcpy(&pair, (const void *)at, PAIR);
  return pair | FOLD_PAIR;
}
static u8 byte_at(u32 at) { return *(const u8 *)at | 0x20; }

static u32 word_hash(u32 word) { return word * 0x9e3779b1u; }
static u32 with_byte(u32 hash, u8 byte) { return (hash ^ byte) * 0x85ebca6bu; }
static u64 pair_hash(u64 pair) { return pair * 0x9e3779b97f4a7c15u; }
static const u32 THREE = 0x00ffffff;

static void set_flag(u32 *flags, u32 flag) { flags[flag >> 5] |= 1u << (flag & 31); }
static u32 has_flag(const u32 *flags, u32 flag) { return flags[flag >> 5] >> (flag & 31) & 1; }
static u32 word_flag(u32 hash) { return hash >> (32 - WORD_BITS); }
static u32 byte_flag(u32 hash) { return hash >> (32 - PAIR_BITS); }
/* A pair has two flags, from different bits of its hash. */
static u32 pair_flag(u64 hash) { return hash >> (64 - PAIR_BITS); }
static u32 second_flag(u64 hash) { return hash >> (64 - 2 * PAIR_BITS) & ((1 << PAIR_BITS) - 1); }

extern u8 __heap_base;
static u32 used;

/* So many bytes of memory, which are kept; those around them may be read. */
__attribute__((export_name("reserve"))) u32 reserve(u32 bytes) {
  if (used == 0) used = (u32)&__heap_base;
  u32 at = (used + 2 * PAIR - 1) / PAIR * PAIR;
  used = at + bytes + PAIR;
  u32 pages = (used + PAGE - 1) / PAGE;
  u32 present = __builtin_wasm_memory_size(0);
  if (pages > present) __builtin_wasm_memory_grow(0, pages - present);
  return at;
}

__attribute__((export_name("result"))) void *at_result(void) { return &result; }
__attribute__((export_name("matches"))) Match *at_matches(void) { return matches; }
__attribute__((export_name("muted"))) u8 *at_muted(void) { return muted; }

/* Bytes of build logs from the most frequent; what is not among them is rare there. */
static const char frequent[] = " etosnrai/.cl-ud:pm0h1fg2b,";
static u8 commonness[256];

/* Where in a text those bytes begin, so many, whose words are the rarest. */
static u32 rarest(Text text, u32 bytes) {
  u32 costs[256];
  u32 best = 0, least = ~0u, sum = 0;
  u32 end = (text.length < 255 ? text.length : 255) - WORD + 1;
  for (u32 at = 0; at < end; at++) {
    u32 cost = 256 * counts[word_hash(load(text.at + at)) >> (32 - COUNT_BITS)];
    for (u32 i = at; i < at + WORD; i++) cost += commonness[byte_at(text.at + i)];
    costs[at] = cost;
    sum += cost;
    if (at + WORD < bytes) continue;
    u32 from = at + WORD - bytes;
    if (sum < least) {
      best = from;
      least = sum;
    }
    sum -= costs[from];
  }
  return best;
}

static void flag_word(Text text, u32 offset, u32 hash) {
  u32 behind = offset + WORD;
  set_flag(word_flags, word_flag(hash));
  set_flag(byte_flags, byte_flag(with_byte(hash, byte_at(behind < text.length ? text.at + behind : text.at + offset - 1))));
}

/* So many bytes of a window lie before a word; a pair is all of its window. */
enum { BEFORE = 2 };

static Place place_of(Found found, u32 before) {
  Text text = texts[found.text];
  Place place = {0, 0, found.text, found.offset};
  for (u32 i = 0; i < PAIR; i++) {
    u32 at = found.offset + i - before;
    if (at >= text.length) continue;
    place.window |= (u64)byte_at(text.at + at) << 8 * i;
    place.mask |= (u64)0xff << 8 * i;
  }
  return place;
}

static void sort_places(Places *into, const Found *found, u32 count, u32 before) {
  u32 *starts = into->starts;
  __builtin_memset(starts, 0, sizeof into->starts);
  for (u32 i = 0; i < count; i++) starts[found[i].hash >> (32 - BUCKET_BITS)]++;
  for (u32 i = 1; i <= 1 << BUCKET_BITS; i++) starts[i] += starts[i - 1];
  for (u32 i = count; i-- > 0;) into->places[--starts[found[i].hash >> (32 - BUCKET_BITS)]] = place_of(found[i], before);
}

/* Chooses by what each text is noticed. What is frequent in a sample of the bytes to be searched is avoided. */
__attribute__((export_name("tune"))) void tune(u32 sample, u32 length) {
  __builtin_memset(counts, 0, sizeof counts);
  __builtin_memset(word_flags, 0, sizeof word_flags);
  __builtin_memset(byte_flags, 0, sizeof byte_flags);
  __builtin_memset(pair_flags, 0, sizeof pair_flags);
  /* Every fourth place tells enough. */
  for (u32 at = 0; at + WORD <= length; at += WORD) counts[word_hash(load(sample + at)) >> (32 - COUNT_BITS)]++;
  word_count = three_count = pair_count = 0;
  for (u32 index = 0; index < text_count; index++) {
    Text text = texts[index];
    u32 is_long = text.length >= HOLDS_PAIR;
    u32 best = rarest(text, is_long ? HOLDS_PAIR : HOLDS_WORD);
    for (u32 offset = best; offset < best + WORD && offset + WORD <= text.length; offset++) {
      if (is_long) {
        u64 hash = pair_hash(load_pair(text.at + offset));
        set_flag(pair_flags, pair_flag(hash));
        set_flag(pair_flags, second_flag(hash));
        set_flag(word_flags, word_flag(word_hash(load(text.at + offset))));
        found_pairs[pair_count++] = (Found){hash >> 32, index, offset};
      } else {
        u32 hash = word_hash(load(text.at + offset));
        flag_word(text, offset, hash);
        found_words[word_count++] = (Found){hash, index, offset};
      }
    }
    if (text.length >= HOLDS_WORD) continue;
    /* Six bytes that begin behind the first of a word hold no whole one: their last three begin it, then comes anything. */
    u32 three = load(text.at + 3) & THREE;
    found_threes[three_count++] = (Found){word_hash(three), index, 3};
    for (u32 last = 0; last < 256; last++) flag_word(text, 3, word_hash(three | (last | 0x20) << 24));
  }
  sort_places(&words, found_words, word_count, BEFORE);
  sort_places(&threes, found_threes, three_count, BEFORE);
  sort_places(&pairs, found_pairs, pair_count, 0);
}

/* Takes the texts, a newline behind each. Returns how many they are, or -1 where one is too short. */
__attribute__((export_name("take"))) int take(u32 at, u32 length) {
  u32 end = at + length;
  for (u32 i = at; i < end; i++) text_count += *(u8 *)i == '\n';
  texts = (Text *)reserve(text_count * sizeof *texts);
  muted = (u8 *)reserve(text_count);
  matches = (Match *)reserve((MATCHES + 3 * WORD * text_count) * sizeof *matches);
  Place **places[] = {&words.places, &threes.places, &pairs.places};
  Found **found[] = {&found_words, &found_threes, &found_pairs};
  for (u32 i = 0; i < 3; i++) {
    *places[i] = (Place *)reserve(WORD * text_count * sizeof(Place));
    *found[i] = (Found *)reserve(WORD * text_count * sizeof(Found));
  }
  __builtin_memset(commonness, 1, sizeof commonness);
  for (u32 i = 0; frequent[i]; i++) commonness[(u8)frequent[i]] = sizeof frequent - 1 + 8 - i;
  u32 from = at, index = 0;
  for (u32 i = at; i < end; i++) {
    if (*(u8 *)i != '\n') {
      *(u8 *)i |= 0x20;
      continue;
    }
    if (i - from < SHORTEST) return -1;
    texts[index++] = (Text){from, i - from};
    from = i + 1;
  }
  tune(at, 0);
  return text_count;
}

typedef u8 Bytes __attribute__((vector_size(16)));

/* How many newlines stand in so many bytes. */
__attribute__((export_name("newlines"))) u32 newlines(u32 at, u32 length) {
  u32 count = 0;
  u32 end = at + length;
  while (end - at >= sizeof(Bytes)) {
    /* Each byte of the sum counts the newlines of its place, as far as it can. */
    Bytes sum = {0};
    for (u32 i = 0; i < 255 && end - at >= sizeof(Bytes); i++, at += sizeof(Bytes)) {
      Bytes bytes;
      __builtin_memcpy(&bytes, (const void *)at, sizeof bytes);
      sum -= bytes == '\n';
    }
    for (u32 i = 0; i < sizeof(Bytes); i++) count += sum[i];
  }
  for (; at < end; at++) count += *(u8 *)at == '\n';
  return count;
}

/* What is being searched. */
static u32 bytes, bytes_end, match_count;

static void compare(const Places *table, u32 hash, u32 at, u64 window) {
  u32 bucket = hash >> (32 - BUCKET_BITS);
  const Place *end = table->places + table->starts[bucket + 1];
  const Place *place = table->places + table->starts[bucket];
  result.work += end - place;
  for (; place < end; place++) {
    if ((window ^ place->window) & place->mask) continue;
    Text text = texts[place->text];
    u32 start = at - place->offset;
    if (start < bytes || start + text.length > bytes_end) continue;
    u32 k = 0;
    while (k < text.length && byte_at(start + k) == *(u8 *)(text.at + k)) k++;
    if (k < text.length) continue;
    if (muted[place->text]) {
      result.muted++;
      continue;
    }
    matches[match_count++] = (Match){place->text, start - bytes};
  }
}

/*
 * Finds what is noticed in [from, to) of so many bytes, until the result is full. Ranges that meet miss nothing and give
 * nothing twice. What is read beyond the bytes decides nothing, since a text is compared within them alone.
 */
__attribute__((export_name("search"))) u32 search(u32 at, u32 length, u32 from, u32 to) {
  bytes = at;
  bytes_end = at + length;
  match_count = result.muted = result.work = 0;
  u32 first = at + (from + WORD - 1) / WORD * WORD;
  u32 place = first;
  u32 end = at + (to < length ? to : length);
  for (; place < end; place += WORD) {
    u32 hash = word_hash(load(place));
    if (!has_flag(word_flags, word_flag(hash))) continue;
    if (match_count >= MATCHES) break;
    u64 pair = load_pair(place);
    u64 both = pair_hash(pair);
    if (has_flag(pair_flags, pair_flag(both)) && has_flag(pair_flags, second_flag(both))) compare(&pairs, both >> 32, place, pair);
    if (!has_flag(byte_flags, byte_flag(with_byte(hash, pair >> 32))) &&
        !has_flag(byte_flags, byte_flag(with_byte(hash, byte_at(place - 1)))))
      continue;
    u64 window = load_pair(place - BEFORE);
    compare(&words, hash, place, window);
    compare(&threes, word_hash((u32)pair & THREE), place, window);
  }
  result.work += (place - first) / WORD;
  result.next = place < end ? place - at : to;
  return match_count;
}
