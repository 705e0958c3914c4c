/** Access control: who may log in, what a connection has negotiated, and what it may use before it is authenticated. */
@NullMarked
package dev.latchkey.server.access;

import org.jspecify.annotations.NullMarked;
