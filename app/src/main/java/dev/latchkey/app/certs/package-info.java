/** {@code latchkey certs}: a private certificate authority and its certificates. */
@NullMarked
package dev.latchkey.app.certs;

import org.jspecify.annotations.NullMarked;
