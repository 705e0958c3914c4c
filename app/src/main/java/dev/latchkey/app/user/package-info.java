/** Users of a server: the commands that edit a users file. */
@NullMarked
package dev.latchkey.app.user;

import org.jspecify.annotations.NullMarked;
