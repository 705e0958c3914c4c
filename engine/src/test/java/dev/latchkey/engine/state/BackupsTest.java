package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.state.StateMachine;
import org.junit.jupiter.api.Test;

class BackupsTest {

    @Test
    void theMaximumOfBackupsLeavesOneSnapshotForLogTruncation() {
        Backups.requireSpareSnapshot(StateMachine.BACKUPS_MAX, StateMachine.SNAPSHOTS_MAX);
        Backups.requireSpareSnapshot(7, 8);
        assertThatThrownBy(() -> Backups.requireSpareSnapshot(8, 8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("8 backups and 1 snapshot may be open at the same time, but a state allows only 8");
    }
}
