package digital.market.migrator.kubernetes.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of somebody who uses the manifests: a copy of them is in it, as {@code k8s}, and a kustomization that refers to that. */
record Workspace(Path folder) {

    /** A workspace in an empty folder. */
    static Workspace in(Path folder) {
        try (Stream<Path> paths = Files.walk(Manifests.FOLDER)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, folder.resolve(path.toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Workspace(folder);
    }

    /** The same with one more file. */
    Workspace with(String name, String content) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** What Kustomize makes of this kustomization. */
    Manifests kustomize(String kustomization) {
        with("kustomization.yaml", kustomization);
        return Manifests.of(folder);
    }

    /** The kustomizations that a page shows, in their order. */
    static List<String> examples(Path page) {
        try {
            return Stream.of(Files.readString(page).split("(?m)^```")).filter(block -> block.startsWith("yaml\napiVersion: kustomize.config.k8s.io/"))
                    .map(block -> block.substring("yaml\n".length())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
