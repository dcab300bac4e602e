/**
 * The element `<doc-bao>`: a searchable, filterable reader of a docbao library.
 *
 * Importing the package defines the element. Where there is no browser (server-side rendering) importing it
 * does nothing, so that the same code runs on both sides.
 */

/** How a visitor's place is kept. `path` wants a site built with `--pages`. */
export type Routing = "memory" | "hash" | "query" | "path";

/** Colours. `auto` follows the visitor's system. */
export type Theme = "auto" | "light" | "sepia" | "dark" | "contrast";

/** When the reader is loaded: near the screen, at once, or when somebody clicks what stands in its place. */
export type Loading = "lazy" | "eager" | "click";

/** What is kept for reading without network: what was read, nothing, or also page and reader, by a service worker. */
export type Offline = "keep" | "none" | "sw";

/** Orders of a list. Without a query `newest` is the default, with one `relevance`. */
export type Sort = "relevance" | "newest" | "oldest" | "title";

export interface SearchOptions {
  /** Hits to return; 10 if it is not given. */
  limit?: number;
  /** Hits to leave out at the beginning. */
  offset?: number;
  sort?: Sort;
  /** Field → values, any of which will do. Several fields must all fit. */
  filters?: Record<string, string | number | (string | number)[]>;
  /** First day, as `2019-11-21`, `2019-11` or `2019`. */
  from?: string;
  /** Last day. */
  to?: string;
  /** Take what was typed as it is, without another reading. */
  literal?: boolean;
  /**
   * `true`: excerpts of all hits. `false`: none, so that no article texts are fetched. Left out: of hits that have the last
   * word as it was typed, marks included, and not merely a longer one that begins so: for who asks while somebody types.
   */
  excerpts?: boolean;
}

export interface Excerpt {
  text: string;
  /** Places of the marks in `text`, in UTF-16 units. */
  marks: [start: number, end: number][];
}

export interface Hit {
  id: string;
  title: string;
  score: number;
  /** The day, as `2019-11-21`, `2019-11` or `2019`. */
  published?: string;
  excerpt: Excerpt;
}

export interface SearchResult {
  /** Articles that have all words of the query. */
  total: number;
  /**
   * Whether `total` is an estimate: of three words or more that belong together, or stand for an abbreviation or a date,
   * it is known that an article has them, and not always that it has them side by side; and of an unfinished last word not
   * all longer ones may have been looked at, so that there may be more, even where `total` is 0.
   */
  estimated: boolean;
  /** Whether every part of the library that was needed has come. */
  complete: boolean;
  /** The query was read as something else than what was typed. */
  reading?: { shown: string; literal: string };
  hits: Hit[];
  facets: Record<string, { value: string; count: number }[]>;
  months: { month: string; count: number }[];
}

/** What can go wrong; docs/embedding.md has the meaning and the cure of each. */
export type ErrorCode =
  | "no-wasm" | "csp-wasm" | "csp-blocked" | "reader-missing" | "other-release" | "crashed" | "events-stopped"
  | "indexer-missing" | "articles-no-list" | "articles-none" | "article-refused" | "articles-not-here"
  | "no-src" | "unreachable" | "server-busy" | "library-missing" | "library-damaged" | "library-newer"
  | "index-incomplete" | "article-missing" | "text-unavailable"
  | (string & {});

/** What `ready`, `search()` and `open()` reject with. The message says the cure, in the element's language. */
export interface DocBaoError extends Error {
  readonly name: "DocBaoError";
  readonly code: ErrorCode;
}

/**
 * An article that a page brings itself. These are the usual names; others that people give the same parts
 * (`summary`, `category`, `author`, …) are understood as well, and all else is left alone. It wants a title or a text.
 */
export interface ArticleInput {
  /** Kept as it is; made of the title if it is not given. */
  id?: string | number;
  title?: string;
  lead?: string;
  /** Paragraphs: a line each, or an array of them. */
  body?: string | string[];
  /** The day: `2026-10-02`, `2/10/2026`, or a date. */
  published?: string | Date;
  section?: string;
  tags?: string[] | string;
  [field: string]: unknown;
}

export interface DocBaoEventMap {
  /** The first list is on the screen. */
  "docbao-ready": CustomEvent<Record<string, never>>;
  /** An article is on the screen. */
  "docbao-open": CustomEvent<{ id: string }>;
  /** Results of a visitor's search are on the screen. */
  "docbao-search": CustomEvent<{ query: string; total: number }>;
  /** Something cannot be shown. */
  "docbao-error": CustomEvent<{ code: ErrorCode; message: string }>;
}

export interface DocBao extends HTMLElement {
  /** Folder of the library, or address of a JSON array of articles. */
  src: string | null;
  /**
   * Articles to read in place of a library; `null`: none. They are indexed in the page. An article in which nothing
   * can be shown is left out and named by a `docbao-error`; what is no array fails.
   */
  articles: ArticleInput[] | null;
  routing: Routing | null;
  theme: Theme | null;
  loading: Loading | null;
  /** Id of the article to open with. */
  article: string | null;
  query: string | null;
  /** Articles a page, 1 to 100. */
  pageSize: string | null;
  /** Address that links to articles begin with. */
  linkBase: string | null;
  /** `sw` is for pages in docbao's own folder: a worker serves no page above it. */
  offline: Offline | null;
  /** `on`: single letters are shortcuts while the reader has the focus. */
  shortcuts: "on" | "off" | null;

  /**
   * Resolves when the first list is on the screen; from then on `search()` needs slices of the index only.
   * Rejects with a {@link DocBaoError}; after a retry that succeeds it is another promise, which is resolved.
   * Asking for it begins loading.
   */
  readonly ready: Promise<void>;

  /** Searches without changing the screen. */
  search(query: string, options?: SearchOptions): Promise<SearchResult>;
  /**
   * Opens an article; resolves when it is on the screen, or when it is not wanted any more: what the page or the
   * visitor asks for last wins, however late an earlier article comes.
   */
  open(id: string): Promise<void>;
  /** Goes back to the list, whatever lies over it: an article, the shelf, the sheet of filters. */
  close(): void;

  addEventListener<K extends keyof DocBaoEventMap>(
    type: K, listener: (this: DocBao, event: DocBaoEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K, listener: (this: DocBao, event: HTMLElementEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "doc-bao": DocBao;
  }
  // They bubble.
  interface GlobalEventHandlersEventMap extends DocBaoEventMap {}
}
