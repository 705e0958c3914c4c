package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.state.StateMachine;
import org.junit.jupiter.api.Test;

class BackupsTest {

    @Test
    void allBackupsAtOnceLeaveRoomForTheSnapshotThatMakesOldLogNeedless() {
        Backups.requireRoom(StateMachine.BACKUPS_MAX, StateMachine.SNAPSHOTS_MAX);
        Backups.requireRoom(7, 8);
        assertThatThrownBy(() -> Backups.requireRoom(8, 8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("8 backups and 1 snapshot may be taken at once, and a state has room for 8");
    }
}
