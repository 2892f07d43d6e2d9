package dev.sinter.cli;

import dev.sinter.compiler.driver.Exporter;
import dev.sinter.compiler.driver.GraphArtifact;
import dev.sinter.ir.Graph;
import dev.sinter.ir.text.ParseException;
import dev.sinter.ir.text.Parser;
import dev.sinter.runtime.Artifact;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** What a file on the command line holds: an exported jar, or a graph as text. */
final class Model implements Closeable {
    private final Map<String, Graph> graphs;
    private final Map<String, byte[]> files;
    private final Artifact artifact;
    private final @Nullable Closeable loaded;

    private Model(Map<String, Graph> graphs, Map<String, byte[]> files, Artifact artifact, @Nullable Closeable loaded) {
        this.graphs = graphs;
        this.files = files;
        this.artifact = artifact;
        this.loaded = loaded;
    }

    /** Reads the file; what is wrong with it is a {@link UserError}. */
    static Model open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UserError("'" + file + "' is a folder; a .jar or a .sir file is needed");
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return file.toString().endsWith(".jar") ? openJar(file) : openGraph(file);
    }

    /** Reads a graph's text; a malformed one is a {@link UserError} with its position. */
    static Graph readGraph(Path file) throws IOException {
        try {
            return Parser.parse(Files.readString(file));
        } catch (ParseException e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        } catch (MalformedInputException e) {
            throw new UserError(file + " is no graph: it is not UTF-8 text", e);
        }
    }

    private static Model openGraph(Path file) throws IOException {
        Graph graph = readGraph(file);
        return new Model(Map.of(graph.name(), graph), Map.of(),
                new GraphArtifact(Map.of(graph.name(), graph), Map.of()), null);
    }

    private static Model openJar(Path file) throws IOException {
        Map<String, Graph> graphs = new LinkedHashMap<>();
        Map<String, byte[]> files = new TreeMap<>();
        String main;
        try (JarFile jar = new JarFile(file.toFile())) {
            main = jar.getManifest() == null ? null : jar.getManifest().getMainAttributes().getValue("Main-Class");
            String entries = jar.getManifest() == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue("Sinter-Entries");
            if (main == null || entries == null) {
                throw new UserError(
                        file + " is a jar, but not one that sinter wrote: its manifest names no Sinter-Entries");
            }
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                try (InputStream in = jar.getInputStream(entry)) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
            for (String entry : entries.split(" ", -1)) {
                byte[] text = files.get(Exporter.GRAPHS + entry + ".sir");
                if (text == null) {
                    throw new UserError(file + " is damaged: the graph of its entry point '" + entry + "' is missing");
                }
                graphs.put(entry, Parser.parse(new String(text, StandardCharsets.UTF_8)));
            }
        } catch (ZipException | ParseException | SecurityException e) {
            throw new UserError(file + " is no readable jar: " + e.getMessage(), e);
        }
        URLClassLoader loader = new URLClassLoader(new URL[]{file.toUri().toURL()}, Artifact.class.getClassLoader());
        try {
            Artifact artifact = (Artifact) loader.loadClass(main).getConstructor().newInstance();
            return new Model(graphs, files, artifact, loader);
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            loader.close();
            throw new UserError(file + " is damaged: its main class " + main + " does not start (" + e + ")", e);
        }
    }

    /** Something that runs. */
    Artifact artifact() {
        return artifact;
    }

    /** The graph of each entry point, the default one first. */
    Map<String, Graph> graphs() {
        return graphs;
    }

    /** The graph of an entry point, of the first one for null. */
    Graph graph(@Nullable String entry) {
        Graph graph = entry == null ? graphs.values().iterator().next() : graphs.get(entry);
        if (graph == null) {
            throw new UserError(
                    "there is no entry point '" + entry + "'; there are " + String.join(", ", graphs.keySet()));
        }
        return graph;
    }

    /** The names of inputs that are state. */
    Set<String> state() throws IOException {
        return Set.copyOf(artifact.initialState().names());
    }

    /** All files of a jar, by name; none for a graph. */
    Map<String, byte[]> files() {
        return files;
    }

    /** The names of a jar's files below a folder or with an ending. */
    List<String> filesWith(String start, String end) {
        return files.keySet().stream().filter(name -> name.startsWith(start) && name.endsWith(end)).toList();
    }

    @Override
    public void close() throws IOException {
        if (loaded != null) {
            Objects.requireNonNull(loaded).close();
        }
    }
}
