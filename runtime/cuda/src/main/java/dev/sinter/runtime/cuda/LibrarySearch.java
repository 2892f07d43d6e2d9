package dev.sinter.runtime.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The search behind {@link CudaLibraries#locate()}: a list of folders in order of trust, and a look into each. */
final class LibrarySearch {
    private final UnaryOperator<@Nullable String> properties;
    private final UnaryOperator<@Nullable String> environment;
    private final Path root;
    private final Set<Path> folders = new LinkedHashSet<>();
    private final List<String> tried = new ArrayList<>();

    LibrarySearch(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment, Path root) {
        this.properties = properties;
        this.environment = environment;
        this.root = root;
    }

    CudaLibraries run() {
        fromProperty();
        fromVariables();
        fromLoader();
        fromUsualFolders();
        fromPython();
        Path driver = null;
        Path nvrtc = null;
        for (Path folder : folders) {
            driver = driver == null ? newest(folder, "libcuda.so.1", "libcuda.so.1") : driver;
            nvrtc = nvrtc == null ? newest(folder, "libnvrtc.so*", "libnvrtc\\.so(\\.\\d+)*") : nvrtc;
        }
        return new CudaLibraries(driver, nvrtc, nvrtc == null ? null : builtins(nvrtc), tried);
    }

    private void fromProperty() {
        String value = properties.apply(CudaLibraries.PROPERTY);
        if (value != null) {
            tried.add("-D" + CudaLibraries.PROPERTY + "=" + value);
            entries(value).forEach(this::addToolkit);
        }
    }

    private void fromVariables() {
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            String value = environment.apply(variable);
            tried.add(value == null ? variable + " (not set)" : variable + "=" + value);
            if (value != null) {
                entries(value).forEach(this::addToolkit);
            }
        }
    }

    private void fromLoader() {
        String value = environment.apply("LD_LIBRARY_PATH");
        tried.add(value == null ? "LD_LIBRARY_PATH (not set)" : "LD_LIBRARY_PATH=" + value);
        if (value != null) {
            entries(value).forEach(folders::add);
        }
    }

    private void fromUsualFolders() {
        addToolkit(place("usr/local/cuda"));
        matching(place("usr/local"), "cuda-*").reversed().forEach(this::addToolkit);
        addToolkit(place("opt/cuda"));
        for (String folder : List.of(
                "usr/lib/x86_64-linux-gnu", "usr/lib64", "usr/lib/wsl/lib", "usr/local/nvidia/lib64",
                "usr/local/nvidia/lib", "usr/lib", "lib64")) {
            folders.add(place(folder));
        }
        tried.add("the folders of toolkits and drivers below " + place("usr/local") + ", " + place("opt") + " and "
                + place("usr/lib"));
    }

    /** Wheels unpack to {@code nvidia/<component>/lib} below a site-packages folder. */
    private void fromPython() {
        List<Path> installations = new ArrayList<>();
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            String value = environment.apply(variable);
            if (value != null) {
                entries(value).forEach(installations::add);
            }
        }
        String home = properties.apply("user.home");
        if (home != null) {
            installations.add(Path.of(home, ".local"));
            installations.addAll(matching(Path.of(home, ".pyenv", "versions"), "*"));
        }
        String path = environment.apply("PATH");
        if (path != null) {
            entries(path).stream().filter(folder -> Files.exists(folder.resolve("python3"))).map(Path::getParent)
                    .forEach(parent -> {
                        if (parent != null) {
                            installations.add(parent);
                        }
                    });
        }
        installations.add(place("usr/local"));
        installations.add(place("usr"));
        for (Path installation : new LinkedHashSet<>(installations)) {
            List<Path> libraries = new ArrayList<>(matching(installation.resolve("lib"), "python3*").reversed());
            libraries.add(installation.resolve("lib").resolve("python3"));
            for (Path library : libraries) {
                for (String packages : List.of("site-packages", "dist-packages")) {
                    matching(library.resolve(packages).resolve("nvidia"), "*")
                            .forEach(component -> folders.add(component.resolve("lib")));
                }
            }
        }
        tried.add("CUDA wheels of " + installations.stream().distinct().count() + " possible Python installations");
    }

    /** A toolkit's root or a folder of libraries. */
    private void addToolkit(Path folder) {
        folders.add(folder);
        folders.add(folder.resolve("lib64"));
        folders.add(folder.resolve("targets").resolve("x86_64-linux").resolve("lib"));
        folders.add(folder.resolve("lib"));
    }

    private Path place(String below) {
        return root.resolve(below);
    }

    private static List<Path> entries(String value) {
        List<Path> entries = new ArrayList<>();
        for (String entry : value.split(File.pathSeparator, -1)) {
            if (!entry.isBlank()) {
                entries.add(Path.of(entry));
            }
        }
        return entries;
    }

    /** libnvrtc-builtins.so.12.9 beside libnvrtc.so.12. */
    private static @Nullable Path builtins(Path nvrtc) {
        Path folder = nvrtc.toAbsolutePath().getParent();
        return folder == null ? null : newest(folder, "libnvrtc-builtins.so*", "libnvrtc-builtins\\.so(\\.\\d+)*");
    }

    private static @Nullable Path newest(Path folder, String glob, String pattern) {
        List<Path> files = matching(folder, glob).stream()
                .filter(file -> String.valueOf(file.getFileName()).matches(pattern)).toList();
        return files.isEmpty() ? null : files.get(files.size() - 1);
    }

    /** What is in a folder by that pattern, by length of name and then name, so that 9 comes before 13; nothing where it cannot be read. */
    private static List<Path> matching(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
                entries.forEach(found::add);
            } catch (IOException | DirectoryIteratorException unreadable) {
                return List.of();
            }
        }
        found.sort(Comparator.<Path>comparingInt(path -> path.toString().length()).thenComparing(Path::toString));
        return found;
    }
}
