package dev.sinter.compiler.driver;

import dev.sinter.ir.Graph;
import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.io.SafetensorsWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Graphs as a model that runs in this process: what their exported jar would do. */
public final class GraphArtifact extends Artifact {
    private final Map<String, Graph> graphs;
    private final Map<String, Buffer> weights;

    /** The graph of each entry point, the default one first, and the initial value of state. */
    public GraphArtifact(Map<String, Graph> graphs, Map<String, Buffer> weights) {
        this.graphs = new LinkedHashMap<>(graphs);
        this.weights = Map.copyOf(weights);
    }

    @Override
    public String name() {
        return graphs.values().iterator().next().name();
    }

    @Override
    public List<String> entries() {
        return List.copyOf(graphs.keySet());
    }

    @Override
    protected Executable create(String entry) {
        return Compiler.strict()
                .compile(Objects.requireNonNull(graphs.get(entry)), "dev.sinter.program.Entry", weights.keySet())
                .load();
    }

    @Override
    protected @Nullable InputStream resource(String name) {
        if (!name.equals(WEIGHTS) || weights.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            SafetensorsWriter.write(bytes, weights, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always writable", e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
