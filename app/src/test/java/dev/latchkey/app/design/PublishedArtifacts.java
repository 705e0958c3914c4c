package dev.latchkey.app.design;

import java.util.List;
import org.w3c.dom.Element;

/** The artifacts of this project that are published, as its poms say. */
public final class PublishedArtifacts {

    private PublishedArtifacts() {}

    /** The artifacts that the BOM lists, in its order. */
    public static List<String> ofBom() {
        return managed().stream()
                .map(dependency -> Poms.text(dependency, "artifactId"))
                .toList();
    }

    /** The directory of the module that makes an artifact. */
    public static String folder(String artifact) {
        return artifact.substring("latchkey-".length());
    }

    static List<Element> managed() {
        Element management =
                Poms.children(pom("bom/pom.xml"), "dependencyManagement").get(0);
        return Poms.children(Poms.children(management, "dependencies").get(0), "dependency");
    }

    static Element pom(String path) {
        try {
            return Poms.parse(ProjectFolder.text(path));
        } catch (Exception e) {
            throw new IllegalStateException(path, e);
        }
    }

    /** The value of a property that a pom itself sets; empty if it does not set it. */
    static String property(Element pom, String name) {
        return Poms.children(pom, "properties").stream()
                .map(properties -> Poms.text(properties, name))
                .findFirst()
                .orElse("");
    }
}
