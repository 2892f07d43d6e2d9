// Generated from @Model Mlp.
package shop.mlp;

import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Executable;
import java.io.InputStream;
import java.util.List;

/**
 * Stands in for the compiled Mlp; once javac has traced the model, the compiled class of this name takes its place.
 */
public final class MlpArtifact extends Artifact {
    @Override
    public String name() {
        return "Mlp";
    }

    @Override
    public List<String> entries() {
        return List.of("predict");
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
        return new IllegalStateException("Mlp has not been compiled: javac could not run it, or was told not to; 'sinter compile --model shop.Mlp --classpath CLASSES --input x=f32[N,4] --entry predict -o Mlp.jar' compiles it now");
    }
}
