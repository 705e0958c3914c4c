/** The commands and replies of Latchkey, its keys, values and versions. */
@SuppressWarnings("module") // why: the module to which a package is exported is compiled later
module dev.latchkey.core {
    requires static org.jspecify;

    exports dev.latchkey.core;
    exports dev.latchkey.core.state to
            dev.latchkey.wire;
}
