import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { RIGHTS } from "@/api/host";
import { forgetMe, setMe } from "@/features/account/me";
import AdminScreen from "../AdminScreen";
import { OWNER, server } from "../testing";
// Fetched before the first test asks for it.
import "./SettingsSection";

const LOOK = "GET /api/admin/settings";
const SAVE = "PATCH /api/admin/settings";
const FOUND = {
  limits: { people: 0, minutes: 90, file_mb: 0 },
  bounds: { people: 200, file_mb: 25 },
  meetings: {
    entry: { value: "link", forced: false },
    others: { value: "wait", forced: false },
    switches: Object.fromEntries(RIGHTS.map((right) => [right, { value: true, forced: false }])),
  },
  language: "en",
  languages: ["en", "id", "ru"],
};

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
});

/** The form of this name; `answers` are those of the server beside what holds. */
async function form(
  name: string,
  answers: Parameters<typeof server>[0] = {},
): Promise<[HTMLElement, string[], unknown[]]> {
  const sent: unknown[] = [];
  const asked = server({ [LOOK]: FOUND, [SAVE]: FOUND, ...answers }, sent);
  render(<AdminScreen section="settings" />);
  return [await screen.findByRole("form", { name }), asked, sent];
}

function save(of: HTMLElement): void {
  fireEvent.click(within(of).getByRole("button", { name: "Save" }));
}

describe("the settings of the site", () => {
  it("takes an empty limit for none, and says at the field what cannot be right", async () => {
    const [limits, asked, sent] = await form("Limits");
    const [people, minutes] = ["People in one meeting", "Longest meeting, in minutes"].map((label) =>
      within(limits).getByLabelText<HTMLInputElement>(label),
    ) as [HTMLInputElement, HTMLInputElement];
    expect([people.value, minutes.value]).toEqual(["", "90"]);
    fireEvent.change(people, { target: { value: "201" } });
    expect(within(limits).getByText("From 2 to 200, or empty.")).toBeDefined();
    expect(within(limits).getByText(/^1 hr 30 min\./)).toBeDefined();
    save(limits);
    expect(asked).not.toContain(SAVE);
    expect(document.activeElement).toBe(people);
    fireEvent.change(people, { target: { value: "40" } });
    fireEvent.change(minutes, { target: { value: "" } });
    save(limits);
    await waitFor(() => expect(sent).toEqual([{ limits: { people: 40, minutes: 0, file_mb: 0 } }]));
  });

  it("fixes a rule for all meetings, and leaves the others to hosts", async () => {
    const [rules, , sent] = await form("New meetings");
    fireEvent.click(within(rules).getByRole("button", { name: "Share the screen: On at first" }));
    fireEvent.click(screen.getByRole("menuitemradio", { name: "Always off" }));
    fireEvent.click(within(rules).getByRole("radio", { name: /^People with an account here/ }));
    fireEvent.click(within(rules).getByRole("switch", { name: /^Fixed for all meetings.*Who comes in/ }));
    save(rules);
    await waitFor(() => expect(sent).toHaveLength(1));
    const { meetings } = sent[0] as { meetings: typeof FOUND.meetings };
    expect(meetings.entry).toEqual({ value: "signed_in", forced: true });
    expect(meetings.others).toEqual({ value: "wait", forced: false });
    expect(meetings.switches.share).toEqual({ value: false, forced: true });
    expect(meetings.switches.camera).toEqual({ value: true, forced: false });
  });

  it("keeps the usual language among those on offer, and never offers none", async () => {
    const [languages, , sent] = await form("Languages");
    fireEvent.click(within(languages).getByRole("switch", { name: "English" }));
    save(languages);
    await waitFor(() => expect(sent).toEqual([{ languages: ["id", "ru"], language: "id" }]));
    for (const name of ["Bahasa Indonesia", "Русский"]) {
      fireEvent.click(within(languages).getByRole("switch", { name }));
    }
    expect(within(languages).getByRole("alert").textContent).toContain("at least one");
    save(languages);
    expect(sent).toHaveLength(1);
  });

  it("keeps what was typed when it could not be saved", async () => {
    const [limits] = await form("Limits", { [SAVE]: [503, { code: "storage_away" }] });
    const people = within(limits).getByLabelText<HTMLInputElement>("People in one meeting");
    fireEvent.change(people, { target: { value: "40" } });
    save(limits);
    expect(await within(limits).findByRole("alert")).toBeDefined();
    expect(people.value).toBe("40");
  });
});
