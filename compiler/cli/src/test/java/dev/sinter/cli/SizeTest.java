package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Prints the lines of every package and the largest files, so that growth is seen. */
@DisplayName("The size of the house")
final class SizeTest {
    private static final int ROOM = 600;

    @Test
    @DisplayName("is printed, and no file is longer than a room should be")
    void noFileIsTooLong() throws IOException {
        Path root = root();
        Map<String, Integer> packages = new TreeMap<>();
        Map<Path, Integer> files = new TreeMap<>();
        for (Path file : sources(root)) {
            int lines = Files.readAllLines(file).size();
            files.put(root.relativize(file), lines);
            packages.merge(packageOf(file), lines, Integer::sum);
        }
        packages.forEach((name, lines) -> System.out.printf("%6d  %s%n", lines, name));
        System.out.printf("%6d  in all%n", packages.values().stream().mapToInt(Integer::intValue).sum());
        files.entrySet().stream().sorted(Map.Entry.<Path, Integer>comparingByValue().reversed()).limit(5)
                .forEach(e -> System.out.printf("%6d  %s%n", e.getValue(), e.getKey()));
        assertThat(files.entrySet().stream().filter(e -> e.getValue() > ROOM).collect(Collectors.toList())).isEmpty();
    }

    @Test
    @DisplayName("has a tour for each room: what lives there, what it may import, what to read first")
    void everyPackageHasItsTour() throws IOException {
        for (Path file : sources(root())) {
            if (!file.endsWith("module-info.java")) {
                Path tour = file.resolveSibling("package-info.java");
                assertThat(tour).exists();
                String text = Files.readString(tour);
                String comment = text.substring(0, Math.max(0, text.indexOf("*/"))).replaceAll("\\s+\\*?\\s*", " ");
                assertThat(comment).as(tour.toString()).containsPattern("imports? ")
                        .containsPattern("(?i)\\bfirst\\b|\\bbegin with\\b|\\bread\\b");
            }
        }
    }

    /** The sources of every module, tests apart. */
    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> p.toString().endsWith(".java"))
                    .filter(p -> root.relativize(p).startsWith(root.relativize(module(p)).resolve("src/main/java")))
                    .toList();
        }
    }

    private static Path module(Path file) {
        Path folder = file.getParent();
        while (folder != null && !Files.exists(folder.resolve("pom.xml"))) {
            folder = folder.getParent();
        }
        assertThat(folder).as("the module of " + file).isNotNull();
        return folder;
    }

    private static String packageOf(Path file) {
        Path root = module(file).resolve("src/main/java");
        Path folder = root.relativize(file.getParent());
        return folder.toString().isEmpty()
                ? "module descriptors"
                : folder.toString().replace(File.separatorChar, '.');
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        assertThat(folder).as("the project's root, above the folder of the test").isNotNull();
        return folder;
    }
}
