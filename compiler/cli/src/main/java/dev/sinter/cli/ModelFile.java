package dev.sinter.cli;

import dev.sinter.compiler.driver.Exporter;
import dev.sinter.compiler.driver.GraphArtifact;
import dev.sinter.ir.Graph;
import dev.sinter.ir.text.ParseException;
import dev.sinter.ir.text.Parser;
import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a file on the command line holds: an exported jar, or a graph as text. Nothing of a jar runs before {@link #artifact}. */
final class ModelFile {
    private static final byte[] ZIP = {'P', 'K'};

    private final Map<String, Graph> graphs;
    private final @Nullable JarFiles jar;

    private ModelFile(Map<String, Graph> graphs, @Nullable JarFiles jar) {
        this.graphs = graphs;
        this.jar = jar;
    }

    /** Reads the file; what is wrong with it is a {@link UserError}. */
    static ModelFile open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw new UserError("'" + file + "' is a folder; a .jar or a .sir file is needed");
        }
        if (isJar(file)) {
            return openJar(JarFiles.read(file));
        }
        Graph graph = readGraph(file);
        return new ModelFile(Map.of(graph.name(), graph), null);
    }

    /** As {@link #open}, for what has meaning only for jars. */
    static ModelFile openJar(Path file) throws IOException {
        if (Files.isRegularFile(file) && !isJar(file)) {
            throw new UserError("'" + file + "' is no jar; a jar that 'sinter compile' wrote is needed");
        }
        return open(file);
    }

    private static boolean isJar(Path file) throws IOException {
        if (file.toString().endsWith(".jar")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(2), ZIP);
        }
    }

    /** Reads a graph's text; a malformed one is a {@link UserError} with its position. */
    static Graph readGraph(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UserError("'" + file + "' is a folder; a .sir file is needed");
        }
        try {
            return Parser.parse(Files.readString(file));
        } catch (ParseException e) {
            throw new UserError(file + ":" + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw new UserError(file + " is no graph: it is not UTF-8 text", e);
        } catch (StackOverflowError e) {
            throw new UserError(file + " is no graph: its brackets are nested too deep", e);
        }
    }

    static ModelFile openJar(JarFiles jar) {
        String entries = jar.attribute("Sinter-Entries");
        if (entries == null || jar.attribute("Main-Class") == null) {
            throw new UserError(
                    jar.jar() + " is a jar, but not one that sinter wrote: its manifest names no Sinter-Entries");
        }
        Map<String, Graph> graphs = new LinkedHashMap<>();
        for (String entry : entries.split(" ", -1)) {
            String name = Exporter.GRAPHS + entry + ".sir";
            byte[] text = jar.get(name);
            if (text == null) {
                throw new UserError(
                        jar.jar() + " is damaged: the graph of its entry point '" + entry + "' is missing");
            }
            try {
                graphs.put(entry, Parser.parse(new String(text, StandardCharsets.UTF_8)));
            } catch (ParseException e) {
                throw new UserError(jar.jar() + " is damaged: " + name + ":" + e.getMessage(), e);
            } catch (StackOverflowError e) {
                throw new UserError(jar.jar() + " is damaged: the brackets of " + name + " are nested too deep", e);
            }
        }
        return new ModelFile(graphs, jar);
    }

    /** Something that runs: the classes of the jar, or the graph compiled. */
    Artifact artifact() throws IOException {
        if (jar == null) {
            return new GraphArtifact(graphs, Map.of());
        }
        String main = jar.attribute("Main-Class");
        try {
            return (Artifact) jar.loader(Artifact.class.getClassLoader()).loadClass(main).getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            throw new UserError(jar.jar() + " is damaged: its main class " + main + " does not start (" + e + ")", e);
        }
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

    /** The initial values of state by name; none for a graph. */
    Map<String, Buffer> weights() throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            if (file.getKey().endsWith("/" + Artifact.WEIGHTS)) {
                return Safetensors.read(new ByteArrayInputStream(file.getValue()), file.getKey());
            }
        }
        return Map.of();
    }

    /** All files of a jar, by name; none for a graph. */
    Map<String, byte[]> files() {
        return jar == null ? Map.of() : jar.all();
    }
}
