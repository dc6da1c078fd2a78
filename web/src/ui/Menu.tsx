/**
 * A menu behind a button (WAI-ARIA menu button pattern): arrows move, Home and End jump, letters find, Escape returns.
 * Items close the menu unless they say `stays`.
 */
import {
  type ComponentProps,
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import styles from "./Menu.module.css";
import { MenuMark } from "./MenuMark";
import { Popover } from "./Popover";
import type { Align, Side } from "./place";
import { neighbour } from "./roving";

/** What the button that opens the menu must carry. */
export interface MenuTriggerProps {
  ref: RefObject<HTMLButtonElement | null>;
  "aria-haspopup": "menu";
  "aria-expanded": boolean;
  "aria-controls": string | undefined;
  onClick(): void;
}

export interface MenuProps {
  label: string;
  trigger(props: MenuTriggerProps): ReactNode;
  side?: Side;
  align?: Align;
  className?: string;
  /** Told when the menu opens or closes, for content that should only work while seen (a level meter). */
  onOpenChange?(open: boolean): void;
  children: ReactNode;
}

const CloseMenu = createContext<() => void>(() => undefined);

export function Menu({ label, trigger, side, align, className, onOpenChange, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  const close = () => change(false);
  return (
    <>
      {trigger({
        ref: anchor,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        "aria-controls": open ? id : undefined,
        onClick: () => change(!open),
      })}
      <Popover
        anchor={anchor}
        open={open}
        onClose={close}
        side={side}
        align={align}
        role="menu"
        label={label}
        id={id}
        className={className}
      >
        <CloseMenu value={close}>
          <MenuItems>{children}</MenuItems>
        </CloseMenu>
      </Popover>
    </>
  );
}

function MenuItems({ children }: { children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const items = itemsOf(list.current);
    const first = items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0];
    first?.focus();
  }, []);
  const close = useContext(CloseMenu);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Tab") close();
    const next = neighbour(itemsOf(list.current), document.activeElement, event.key, "vertical");
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens to the keys of the menu items inside.
    <div ref={list} role="presentation" onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? [])];
}

export interface MenuItemProps extends Omit<ComponentProps<"button">, "onSelect"> {
  icon?: ReactNode;
  /** The key that does the same, shown at the end: "M". */
  keys?: string;
  danger?: boolean;
  /** Shown as chosen or not; `kind` says whether one of many or a switch. */
  checked?: boolean;
  kind?: "item" | "radio" | "checkbox";
  /** The menu stays open after this item. */
  stays?: boolean;
  onSelect(): void;
}

const ROLES = { item: "menuitem", radio: "menuitemradio", checkbox: "menuitemcheckbox" } as const;

export function MenuItem({
  icon,
  keys,
  danger,
  checked,
  kind = "item",
  stays,
  onSelect,
  children,
  ...rest
}: MenuItemProps) {
  const close = useContext(CloseMenu);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: aria-checked is left out for the one role without it.
    <button
      type="button"
      tabIndex={-1}
      {...rest}
      role={ROLES[kind]}
      aria-checked={kind === "item" ? undefined : checked === true}
      className={danger ? `${styles.item} ${styles.danger}` : styles.item}
      onClick={() => {
        if (!stays) close();
        onSelect();
      }}
    >
      {kind === "item" ? icon : <MenuMark checked={checked === true} />}
      <span className={styles.words}>{children}</span>
      {keys && <kbd className={styles.keys}>{keys}</kbd>}
    </button>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return (
    <div className={styles.heading} role="presentation">
      {children}
    </div>
  );
}

export function MenuSeparator() {
  return <hr className={styles.separator} />;
}
