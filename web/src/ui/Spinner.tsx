/** A small turning ring. Decoration: whoever shows it also says in words what is going on. */
import styles from "./Spinner.module.css";

export function Spinner() {
  return <span className={styles.spinner} aria-hidden="true" />;
}
