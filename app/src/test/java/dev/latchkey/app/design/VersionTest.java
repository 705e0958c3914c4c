package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.stats.ServerVersion;
import org.junit.jupiter.api.Test;

final class VersionTest {

    @Test
    void versionOfTheNodeIsTheVersionOfTheBuild() throws Exception {
        assertThat(Poms.text(Poms.parse(ProjectFolder.text("pom.xml")), "version"))
                .isEqualTo(ServerVersion.VERSION);
    }
}
