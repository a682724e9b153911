import { mount } from "svelte";

import "./coupon-field/index.ts";
import "./shop/shop.css";
import App from "./shop/App.svelte";

const target = document.querySelector("#app");
if (target === null) throw new Error("index.html has no #app to mount the shop in");
mount(App, { target });
