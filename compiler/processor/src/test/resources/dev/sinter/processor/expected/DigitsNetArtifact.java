// Generated from @Model DigitsNet.
package shop.digitsnet;

import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Executable;
import java.io.InputStream;
import java.util.List;

/**
 * Stands in for the compiled DigitsNet; once javac has traced the model, the compiled class of this name takes its place.
 */
public final class DigitsNetArtifact extends Artifact {
    @Override
    public String name() {
        return "DigitsNet";
    }

    @Override
    public List<String> entries() {
        return List.of("scores");
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
        return new IllegalStateException("DigitsNet has not been compiled: javac could not run it, or was told not to; 'sinter compile --model shop.DigitsNet --classpath CLASSES --input image=f32[N,1,12,12] --entry scores -o DigitsNet.jar' compiles it now");
    }
}
