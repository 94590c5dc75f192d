// What the tests need inside the shop's page; run once per page.
(body) => {
  if (!document.querySelector("#order")) document.body.innerHTML = body;

  // Calls end in plain values, so that a test sees both what was thrown and what was resolved.
  window.seen = async (work) => {
    try {
      return { value: await work() };
    } catch (error) {
      return { thrown: error.name, message: error.message };
    }
  };

  const NAMES = [
    "ready",
    "change",
    "focus",
    "blur",
    "escape",
    "loaderstart",
    "loaderror",
    "click",
    "confirm",
    "cancel",
    "availablepaymentmethodschange",
    "carddetailschange",
  ];
  window.shop = { events: [], elements: {} };
  window.mount = (kind, options, target) => {
    const element = shop.group.create(kind, options);
    for (const name of NAMES) element.on(name, (event) => shop.events.push([kind, name, event]));
    element.mount(target);
    shop.elements[kind] = element;
  };

  document.querySelector("#order").addEventListener("submit", (event) => {
    event.preventDefault();
    shop.isOrdered = true;
  });
};
