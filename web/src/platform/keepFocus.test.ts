import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepFocus } from "./keepFocus";

/** Observers are told in a microtask. */
const told = () => Promise.resolve();
const button = (id: string) => document.getElementById(id) as HTMLElement;
const focused = () => document.activeElement?.id;

describe("the focus of a control that is taken away", () => {
  let stop: () => void;
  beforeEach(() => {
    document.body.innerHTML = `
      <main>
        <button id="before">Write to all</button>
        <ul>
          <li id="ana"><button id="ana-no">No</button><button id="ana-yes">Let in Ana</button></li>
          <li id="budi"><button id="budi-no">No</button><button id="budi-yes">Let in Budi</button></li>
        </ul>
      </main>
      <button id="elsewhere">Elsewhere</button>`;
    stop = keepFocus(document.body);
  });
  afterEach(() => stop());

  it("goes to the same control of the next entry", async () => {
    button("ana-yes").focus();
    button("ana").remove();
    await told();
    expect(focused()).toBe("budi-yes");
  });
  it("goes to the entry before when there is none after", async () => {
    button("budi-no").focus();
    button("budi").remove();
    await told();
    expect(focused()).toBe("ana-no");
  });
  it("goes to what is left of that part when the list is gone", async () => {
    button("ana-yes").focus();
    document.querySelector("ul")?.remove();
    await told();
    expect(focused()).toBe("before");
  });
  it("stays where the app has put it, and where a press has taken it", async () => {
    button("ana-yes").focus();
    button("ana").remove();
    button("elsewhere").focus();
    await told();
    expect(focused()).toBe("elsewhere");
    button("budi-yes").focus();
    document.body.dispatchEvent(new Event("pointerdown"));
    button("budi-yes").blur();
    button("budi").remove();
    await told();
    expect(document.activeElement).toBe(document.body);
  });
  it("goes past an entry that went while a dialog asked about it", async () => {
    button("ana-yes").focus();
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.innerHTML = `<button id="sure">Sure</button>`;
    button("sure").focus();
    button("ana").remove();
    await told();
    expect(focused()).toBe("sure");
    dialog.remove();
    await told();
    expect(focused()).toBe("budi-yes");
  });
  it("is left to the next screen when a whole screen goes", async () => {
    button("ana-yes").focus();
    document.querySelector("main")?.remove();
    await told();
    expect(document.activeElement).toBe(document.body);
  });
});
