// Generated from @Model Lookup.Best.
package shop.lookup_best;

import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Executable;
import java.io.InputStream;
import java.util.List;

/**
 * Stands in for the compiled Lookup.Best; once javac has traced the model, the compiled class of this name takes its place.
 */
public final class Lookup_BestArtifact extends Artifact {
    @Override
    public String name() {
        return "Lookup_Best";
    }

    @Override
    public List<String> entries() {
        return List.of("best");
    }

    @Override
    protected Executable create(String entry) {
        throw missing();
    }

    @Override
    protected InputStream resource(String name) {
        throw missing();
    }

    private static IllegalStateException missing() {
        return new IllegalStateException("Lookup.Best has not been compiled: javac could not run it, or was told not to; 'sinter compile --model shop.Lookup$Best --classpath CLASSES --input table=f64[R,C] --input row=i64[R] --input offset=f64[2*R] --entry best -o Lookup_Best.jar' compiles it now");
    }
}
