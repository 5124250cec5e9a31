package digital.market.migrator.settings;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSourceLoader;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.SysPropConfigSource;

/**
 * Where Quarkus finds its own settings: system properties, the environment, and this program. By default it would also read
 * {@code .env} and {@code config/application.properties} in the working directory, where anybody may have put them.
 */
public final class QuarkusSources implements SmallRyeConfigBuilderCustomizer {

    private static final String OURS = "application.properties";
    private static final int BELOW_THE_ENVIRONMENT = 250;
    /** Only on the build's class path: what the Kubernetes extension is told (src/main/manifests). */
    private static final String MANIFESTS = "META-INF/microprofile-config.properties";
    private static final int BELOW_OURS = 100;

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.setAddDefaultSources(false)
                .setAddSystemSources(false)
                .setAddPropertiesSources(false)
                .withSources(new SysPropConfigSource(), new EnvConfigSource(System.getenv(), EnvConfigSource.ORDINAL))
                .withSources(PropertiesConfigSourceLoader.inClassPath(OURS, BELOW_THE_ENVIRONMENT, builder.getClassLoader()))
                .withSources(PropertiesConfigSourceLoader.inClassPath(MANIFESTS, BELOW_OURS, builder.getClassLoader()));
    }
}
