/** Tests of the console in Chromium. */
@NullMarked
package dev.latchkey.app.browser;

import org.jspecify.annotations.NullMarked;
