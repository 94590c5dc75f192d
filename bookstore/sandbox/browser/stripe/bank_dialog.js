// The bank's question.

/**
 * Shows the bank's page in a dialog until it was answered or dismissed.
 * @type {(url: string) => Promise<void>}
 */
const askBank = (url) =>
  new Promise((resolve) => {
    const page = new URL(url);
    page.searchParams.set("origin", location.origin);
    const { dialog, card, cancel } = paymentDialog("Confirm with your bank");
    const frame = document.createElement("iframe");
    frame.title = "Bank authentication frame";
    frame.src = page.href;
    dress(frame, {
      display: "block",
      width: "100%",
      height: "100%",
      minHeight: "0",
      border: "0",
      background: "#fff",
      colorScheme: "light only",
    });
    card.append(frame);
    const scroll = document.documentElement.style.overflow;
    const finish = () => {
      window.removeEventListener("message", answered);
      document.documentElement.style.overflow = scroll;
      dialog.close();
      dialog.remove();
      resolve();
    };
    const giveUp = async () => {
      cancel.disabled = true;
      const form = new URLSearchParams({ outcome: "fail" });
      await fetch(page, {
        method: "POST",
        body: form,
        credentials: "omit",
        referrerPolicy: "no-referrer",
      }).catch(() => {});
      finish();
    };
    const answered = (/** @type {MessageEvent} */ message) => {
      if (message.source !== frame.contentWindow || message.origin !== page.origin) return;
      if (message.data?.type === "sandbox:authenticated") finish();
      if (message.data?.type === "sandbox:cancelled") giveUp();
    };
    window.addEventListener("message", answered);
    cancel.addEventListener("click", giveUp);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      giveUp();
    });
    document.body.append(dialog);
    document.documentElement.style.overflow = "hidden";
    dialog.showModal(); // Moves the focus in, keeps it in, and gives it back on close.
  });

/**
 * @type {(words: string) => {dialog: HTMLDialogElement, card: HTMLElement, cancel:
 *   HTMLButtonElement}}
 */
const paymentDialog = (words) => {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-modal", "true");
  dress(dialog, {
    position: "fixed",
    inset: "0",
    width: "100vw",
    height: "100dvh",
    maxWidth: "none",
    maxHeight: "none",
    margin: "0",
    padding: "0",
    border: "0",
    background: "rgba(15, 23, 42, 0.55)",
  });
  const card = document.createElement("div");
  dress(card, {
    display: "grid",
    gridTemplateRows: "auto 1fr",
    width: "min(440px, calc(100vw - 24px))",
    height: "min(560px, calc(100dvh - 24px))",
    position: "absolute",
    inset: "0",
    margin: "auto",
    background: "#fff",
    color: "#1f2937",
    colorScheme: "light",
    borderRadius: "12px",
    overflow: "hidden",
    boxShadow: "0 20px 60px rgba(0, 0, 0, 0.35)",
    font: "500 15px/1.4 system-ui, sans-serif",
  });
  const bar = document.createElement("div");
  dress(bar, {
    display: "flex",
    alignItems: "center",
    justifyContent: "space-between",
    padding: "10px 10px 10px 18px",
    borderBottom: "1px solid #e5e7eb",
  });
  const title = document.createElement("h2");
  title.id = `dialog-${randomId()}`;
  title.textContent = words;
  title.tabIndex = -1;
  title.autofocus = true; // Not a button: a second press of Enter on Pay must not cancel.
  dress(title, { font: "inherit", margin: "0", outline: "0" });
  dialog.setAttribute("aria-labelledby", title.id);
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.textContent = "Cancel";
  dress(cancel, {
    font: "inherit",
    color: "#1f2937",
    background: "none",
    border: "1px solid #d1d5db",
    borderRadius: "8px",
    padding: "8px 14px",
    minHeight: "44px",
    cursor: "pointer",
  });
  bar.append(title, cancel);
  card.append(bar);
  dialog.append(card);
  return { dialog, card, cancel };
};
