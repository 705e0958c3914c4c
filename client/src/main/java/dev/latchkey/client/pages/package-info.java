/** Reads the keys with a prefix page by page: the position in the list, and what consumes the pages. */
@NullMarked
package dev.latchkey.client.pages;

import org.jspecify.annotations.NullMarked;
