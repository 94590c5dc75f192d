// The buttons of the Express Checkout Element.

const drawWallets = () => {
  const height = settings.options.buttonHeight ?? 44;
  const buttons = settings.wallets.map((/** @type {Bag} */ wallet) => {
    const button = h(
      "button",
      {
        type: "button",
        class: "Wallet",
        onclick: () => tell("walletclick", { type: wallet.type }),
      },
      wallet.label,
    );
    button.style.minHeight = `${height}px`;
    return button;
  });
  root.replaceChildren(
    h("div", { class: "Wallets" }, ...buttons),
    h("div", { class: "Ribbon" }, h("p", {}, "Sandbox: imitated wallets, no money moves")),
  );
};
