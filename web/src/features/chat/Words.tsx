/** A text of a message with its marks, as React nodes: nothing that somebody typed is ever HTML. */
import type { ReactNode } from "react";
import { useMemo } from "react";
import { classes } from "@/ui/classes";
import { type Block, type Called, type Inline, parse } from "./markdown";
import { useChatRoom } from "./room";
import styles from "./Words.module.css";

export function Words({ text, called }: { text: string; called?: readonly Called[] }) {
  const { me } = useChatRoom();
  const blocks = useMemo(() => parse(text, called), [text, called]);
  return numbered(blocks).map(([key, block]) => <Drawn key={key} block={block} me={me} />);
}

function Drawn({ block, me }: { block: Block; me: string }) {
  if (block.kind === "code") return <pre className={styles.block}>{block.text}</pre>;
  if (block.kind === "text") return <span className={styles.text}>{drawn(block.children, me)}</span>;
  const items = numbered(block.items).map(([key, item]) => <li key={key}>{drawn(item, me)}</li>);
  return block.ordered ? <ol className={styles.list}>{items}</ol> : <ul className={styles.list}>{items}</ul>;
}

function drawn(inlines: Inline[], me: string): ReactNode {
  return numbered(inlines).map(([key, inline]) => <Span key={key} inline={inline} me={me} />);
}

function Span({ inline, me }: { inline: Inline; me: string }): ReactNode {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "code":
      return <code className={styles.code}>{inline.text}</code>;
    case "bold":
      return <strong>{drawn(inline.children, me)}</strong>;
    case "italic":
      return <em>{drawn(inline.children, me)}</em>;
    case "mention":
      return <span className={classes(styles.mention, inline.identity === me && styles.me)}>{inline.text}</span>;
    case "link":
      return (
        <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
          {inline.text}
        </a>
      );
  }
}

/** A message is drawn anew as a whole: the place of a piece is its key. */
function numbered<T>(pieces: readonly T[]): [number, T][] {
  return pieces.map((piece, index) => [index, piece]);
}
