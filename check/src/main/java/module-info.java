/** A linearizability checker: histories, models, engines and reports. */
module dev.latchkey.check {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;

    exports dev.latchkey.check;
    exports dev.latchkey.check.conflict;
    exports dev.latchkey.check.format;
    exports dev.latchkey.check.model;
    exports dev.latchkey.check.model.lock;
    exports dev.latchkey.check.model.txn;
    exports dev.latchkey.check.report;
}
