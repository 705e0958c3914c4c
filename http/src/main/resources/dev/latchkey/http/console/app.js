// The page: login, views, and keys of the keyboard.

import { logIn, logOut, onLoggedOut, sentence, whoAmI } from './api.js';
import { byId, data, note, show } from './dom.js';
import { FollowView } from './follow.js';
import { KeysView } from './keys.js';
import { LocksView } from './locks.js';
import { ServerView } from './server.js';

const THEME = 'latchkey-theme';
const THEMES = ['auto', 'light', 'dark'];

const views = new Map([
  ['keys', new KeysView()], ['follow', new FollowView()], ['locks', new LocksView()], ['server', new ServerView()],
]);
const main = byId('main');
let shown = null;
let isLoggedIn = false;

/** Whose data the views contain; null if they contain none. */
let owner = null;

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId('theme').value = theme;
}

function storedTheme() {
  try {
    const theme = localStorage.getItem(THEME);
    return THEMES.includes(theme) ? theme : 'auto';
  } catch {
    return 'auto'; // why: a browser may refuse storage
  }
}

function storeTheme(theme) {
  setTheme(theme);
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // The theme is kept until the page is closed.
  }
}

function showView() {
  if (!isLoggedIn) {
    return;
  }
  const name = views.has(location.hash.slice(1)) ? location.hash.slice(1) : 'keys';
  const view = views.get(name);
  if (view === shown) {
    return;
  }
  shown?.stop();
  shown = view;
  document.querySelectorAll('nav a').forEach((link) => {
    if (link.hash === `#${name}`) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  });
  document.title = `${view.title} - Latchkey`;
  byId('view-title').textContent = view.title;
  show(main, byId('view-title'), view.element);
  view.start();
}

/** Removes the view from the page. */
function leaveView() {
  shown?.stop();
  shown = null;
  byId('view-title').textContent = 'Login';
  main.replaceChildren(byId('view-title'));
}

/** Forgets everything that the views contain. */
function resetViews() {
  owner = null;
  views.forEach((view) => view.reset());
}

/** Shows the login form, or the view if no login is needed. */
async function begin() {
  try {
    const { user, by, required } = await whoAmI();
    isLoggedIn = true;
    if (owner !== user) {
      resetViews();
      owner = user;
    }
    byId('login').hidden = true;
    byId('nav').hidden = false;
    show(byId('user'), required ? data(user) : 'no login');
    byId('logout').hidden = by !== 'cookie';
    showView();
  } catch (failure) {
    if (failure.status === 401) {
      needLogin();
    } else {
      show(main, byId('view-title'), note('error', sentence(failure)));
      byId('view-title').textContent = 'Not available';
    }
  }
}

/** Shows the login form. Why the views keep what they contain: a session can end while a value is being edited. */
function needLogin() {
  const wasLoggedIn = isLoggedIn;
  isLoggedIn = false;
  leaveView();
  byId('nav').hidden = true;
  byId('logout').hidden = true;
  byId('user').replaceChildren();
  byId('login').hidden = false;
  document.title = 'Login - Latchkey';
  show(byId('login-message'), wasLoggedIn && note('info', 'The session has ended.'));
  (byId('login-user').value === '' ? byId('login-user') : byId('login-secret')).focus();
}

async function submitLogin(event) {
  event.preventDefault();
  const secret = byId('login-secret');
  byId('login-submit').disabled = true;
  try {
    await logIn(byId('login-user').value, secret.value);
    secret.value = '';
    byId('login-message').replaceChildren();
    await begin();
    byId('view-title').focus();
  } catch (failure) {
    show(byId('login-message'), note('error', failure.status === 401 ? 'The user does not exist or the secret is wrong.'
      : sentence(failure)));
    secret.select();
  } finally {
    byId('login-submit').disabled = false;
  }
}

async function submitLogout() {
  try {
    await logOut();
  } catch (failure) {
    if (failure.status !== 401) {
      show(byId('page-message'), note('error', `You may still be logged in: ${sentence(failure)}`));
      return;
    }
  }
  byId('page-message').replaceChildren();
  needLogin();
  resetViews();
}

function press(event) {
  const target = event.target;
  const isField = target instanceof Element && target.closest('input, textarea, select, dialog') !== null;
  if (event.ctrlKey || event.metaKey || event.altKey || (isField && event.key !== 'Escape') || shown === null) {
    return;
  }
  if (document.querySelector('dialog[open]') === null && shown.press?.(event.key)) {
    event.preventDefault();
  }
}

setTheme(storedTheme());
byId('theme').addEventListener('change', (event) => storeTheme(event.target.value));
byId('login').addEventListener('submit', submitLogin);
byId('logout').addEventListener('click', submitLogout);
byId('skip').addEventListener('click', (event) => {
  event.preventDefault(); // why: the fragment of the address names the view
  main.focus();
});
onLoggedOut(() => isLoggedIn && needLogin());
addEventListener('hashchange', showView);
addEventListener('keydown', press);
begin();
